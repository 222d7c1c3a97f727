/// German words of the field and what they are in English, so that a question in both is read as one. A line is
/// `english = german, german`; a `~` joins the parts of a verb that may stand apart, as in `läuft … ab`.
struct German: Sendable {
    /// By the words without their endings, joined by a blank.
    private let meanings: [String: [String]]
    private let separable: Set<String>
    /// Every word of it by itself, without umlauts.
    let words: [String]
    private static let particles: Set = [
        "ab", "an", "aus", "auf", "ein", "zurueck", "her", "hin", "los", "um", "neu", "wieder", "frei", "hoch",
    ]

    static let shared = German(table)

    init(_ lines: String) {
        var meanings: [String: [String]] = [:]
        var separable: Set<String> = []
        for line in lines.split(separator: "\n") {
            let sides = line.split(separator: "=").map { $0.split(separator: " ").map(String.init) }
            guard sides.count == 2 else { continue }
            for phrase in sides[1].joined(separator: " ").split(separator: ",") {
                let key = phrase.split { $0 == " " || $0 == "~" }.map { Self.root(String($0)) }
                meanings[key.joined(separator: " ")] = sides[0]
                if phrase.contains("~"), let verb = key.first { separable.insert(verb) }
            }
        }
        self.meanings = meanings
        words = lines.split { "=,~\n ".contains($0) }.map { Self.folded(String($0)) }
        self.separable = separable
    }

    /// Two of its words, or a long one that means something: `oder` alone is a slip of `order`.
    func isSpoken(in words: [String], isEnglish: (String) -> Bool) -> Bool {
        var count = 0
        for word in words where !isEnglish(word) {
            let meaning = meanings[Self.root(word)] ?? compound(Self.folded(word))
            if let meaning, !meaning.isEmpty, word.utf8.count >= 6 { return true }
            if meaning != nil { count += 1 }
        }
        return count >= 2
    }

    func knows(_ word: String) -> Bool { meanings[Self.root(word)] != nil || compound(Self.folded(word)) != nil }

    /// The words with the German ones among them put into English; a word that was not German stays as it is.
    /// - Parameter isKnown: whether a word means something as it is.
    func translated(_ words: [String], isKnown: (String) -> Bool) -> [[String]?] {
        var roots = words.map { isKnown($0) ? $0.lowercased() : Self.root($0) }
        var result = [[String]?](repeating: nil, count: words.count)
        var place = 0
        while place < words.count {
            guard let found = phrase(at: place, &roots, words, isKnown) else {
                place += 1
                continue
            }
            result[place] = found.english
            for next in (place + 1)..<(place + found.length) { result[next] = [] }
            place += found.length
        }
        return result
    }

    private func phrase(
        at place: Int,
        _ roots: inout [String],
        _ words: [String],
        _ isKnown: (String) -> Bool
    ) -> (english: [String], length: Int)? {
        for length in stride(from: min(3, words.count - place), to: 1, by: -1) {
            if let english = meanings[roots[place..<(place + length)].joined(separator: " ")] { return (english, length) }
        }
        guard !isKnown(words[place]) else { return nil }
        if separable.contains(roots[place]) {
            for next in (place + 1)..<min(words.count, place + 9) where Self.particles.contains(roots[next]) {
                guard let english = meanings["\(roots[place]) \(roots[next])"] else { continue }
                roots[next] = ""
                return (english, 1)
            }
        }
        if roots[place].isEmpty { return ([], 1) }
        return (meanings[roots[place]] ?? compound(Self.folded(words[place]))).map { ($0, 1) }
    }

    /// `zertifikatsbestellung` is an order of a certificate.
    private func compound(_ word: String) -> [String]? {
        let letters = Array(word.utf8)
        guard (9...40).contains(letters.count) else { return nil }
        for split in 4...(letters.count - 4) {
            let left = String(decoding: letters[..<split], as: UTF8.self)
            let right = String(decoding: letters[split...], as: UTF8.self)
            guard let front = meanings[Self.root(left)], !front.isEmpty, let back = meanings[Self.root(right)], !back.isEmpty else {
                continue
            }
            return front + back
        }
        return nil
    }

    /// In lower case and without umlauts, as they are written where a keyboard has none.
    static func folded(_ word: String) -> String {
        var folded = word.lowercased()
        guard !folded.utf8.allSatisfy({ $0 < 0x80 }) else { return folded }
        for (umlaut, plain) in [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")] { folded = folded.replacing(umlaut, with: plain) }
        return folded
    }

    /// Without the ending, the same one for `verlängern`, `verlängert` and `verlängere`.
    private static func root(_ word: String) -> String {
        let word = folded(word)
        for ending in ["en", "em", "er", "es", "e", "n", "s", "t"] where word.utf8.count - ending.utf8.count >= 4 && word.hasSuffix(ending)
        {
            return String(word.dropLast(ending.utf8.count))
        }
        return word
    }

    private static let table = """
         = der, die, das, den, dem, des, ein, eine, einen, einem, einer, und, oder, wir, ich, ihr, uns, unser, unsere, unseren, unserem, mein, meine, \
        meinen, meinem, sein, seine, ist, sind, wird, werden, wurde, wurden, hat, haben, habe, kann, können, muss, müssen, soll, sollen, sollte, \
        möchte, will, wollen, für, von, vom, zu, zum, zur, im, am, auf, aus, bei, beim, mit, nach, über, unter, vor, durch, gegen, ohne, um, es, sie, \
        er, man, sich, nicht, kein, keine, keinen, nur, auch, noch, schon, sehr, mal, bitte, danke, hallo, dass, weil, wenn, ob, wie, was, warum, \
        wo, wohin, wann, mehr, jetzt, heute, morgen, gestern, nächste, nächsten, nächster, woche, monat, jahr, jahre, hier, dort, dann, damit, \
        diese, dieser, dieses, diesen, nie, nicht mehr, brauche, brauchen, gebraucht, benötigt, benötigen, gibt es, gibt, geht, vorübergehend, an, \
        als, aber, also, lassen, lass, lasst, bekommt, bekommen, versehentlich, irrtümlich, gerade, bestehend, bestehende, bestehendes, gerne, einfach, deren, worden, ins, in der, per, ab
        which = welche, welcher, welches, welchen
        who = wer, wem
        all = alle, allen, sämtliche
        list = auflisten, liste, listen, aufzählen, übersicht, anzeigen, zeige, zeigen, zeig, ausgeben
        get = lesen, auslesen, abrufen, holen, abfragen, nachsehen, ansehen, anschauen, einsehen
        status = status, zustand, stand
        create = anlegen, erstellen, erzeugen, einrichten, hinzufügen, lege~an, anzulegen, neuer, neue, neues, neuen, neuem, aufsetzen, setze~auf
        update = ändern, aktualisieren, anpassen, umstellen, setzen, bearbeiten, geändert, abändern
        delete = löschen, entfernen, lösche, wegwerfen, beseitigen, entfernt
        deleted = gelöscht, gelöschte, gelöschtes, gelöschten, papierkorb
        recover = wiederherstellen, wiederhergestellt, zurückholen, zurückgeholt, retten, stelle~wieder, hole~zurück, holen~zurück
        purge = endgültig löschen, unwiderruflich löschen, endgültig entfernen, unwiderruflich, endgültig
        accidental deletion = versehentlichem löschen, versehentliches löschen
        accidentally deleted = versehentlich gelöscht, irrtümlich gelöscht
        protect = schützen, schutz, absichern
        backup = sicherung, sicherungen, sichern, sicherungskopie, datensicherung
        restore = aus der sicherung, einspielen, zurückspielen
        start = starten, hochfahren, fahre~hoch
        stop = stoppen, anhalten, abschalten, herunterfahren, ausschalten, schalte~ab, schalte~aus
        restart = neu starten, neustarten, neustart, starte~neu, starten~neu, durchstarten
        enable = aktivieren, einschalten, anschalten, schalte~ein, schalte~an, freischalten
        disable = deaktivieren, sperren, abstellen
        renew = verlängern, verlängerung, erneuern, erneuerung, erneuert
        expire = ablaufen, läuft~ab, laufen~ab, abläuft, abgelaufen, abgelaufenes, auslaufen, läuft~aus
        expiry = ablauf, ablaufdatum, gültigkeit
        reissue = neu ausstellen, neu ausgestellt, stelle~neu, neuausstellung, neu ausstellung
        compromised = kompromittiert, geleakt, gestohlen, entwendet, abhanden
        verify = prüfen, überprüfen, bestätigen, nachweisen, verifizieren, validieren, prüfung, nachweis, bestätigung
        resend = nochmal senden, noch einmal senden, erneut senden, nochmal schicken, erneut schicken, noch einmal schicken, neu senden, nochmals senden, kam~an
        mail = mail, mails, nachricht, nachrichten, bestätigungsmail, emails
        buy = kaufen, bestellen, erwerben, bestelle
        order = bestellung, bestellungen, auftrag, kauf
        bought = gekauft, gekaufte, gekauftes, gekauften, bestellt, bestellte, bestelltes, bestellten, erworben
        import = importieren, einlesen, importiert
        upload = hochladen, laden~hoch, lade~hoch
        uploaded = hochgeladen, hochgeladene, hochgeladenes, hochgeladenen
        store = speichern, ablegen, hinterlegen, aufbewahren, lege~ab
        bind = binden, anbinden, verknüpfen, verbinden, zuweisen an, bindung
        assign = zuweisen, vergeben, erteilen, geben, erlauben, gewähren, berechtigen, weise~zu
        rotate = rotieren, erneuere den schlüssel, wechseln, tauschen
        move = verschieben, umziehen
        swap = vertauschen, austauschen
        role assignment = rollenzuweisung, rollenzuweisungen
        assignment = zuweisung, zuweisungen
        policy = richtlinie, richtlinien
        recover = papierkorb holen
        identity = identität, identitäten
        managed = verwaltet, verwaltete, verwaltetes
        endpoint = endpunkt, endpunkte
        profile = profil, profile
        connection = verbindung, verbindungen
        snapshot = schnappschuss, momentaufnahme, momentaufnahmen
        logging = protokollierung
        deployment = bereitstellung, bereitstellungen
        authentication = anmeldung, authentifizierung
        thumbprint = fingerabdruck
        usage = nutzung, verbrauch, auslastung
        quota = kontingent, kontingente
        pricing tier = tarif, tarife, preisstufe
        region = standort, standorte
        storage account = speicherkonto, speicherkonten
        firewall rule = firewallregel, firewallregeln
        rule = regel, regeln
        maintenance window = wartungsfenster
        consumer group = verbrauchergruppe, verbrauchergruppen
        origin = ursprung, ursprungsserver
        redirect = weiterleitung, weiterleitungen, umleitung
        virtual network = virtuelles netz, virtuelles netzwerk
        activity log = aktivitätsprotokoll
        who deleted = wer hat gelöscht, hat gelöscht
        host name = hostname, hostnamen
        plugin = erweiterung, erweiterungen
        leaked = bekannt geworden, öffentlich geworden
        website = auftritt, internetauftritt
        empty = leeren, leere
        scale = skalieren, vergrößern
        export = exportieren, exportiere
        encrypt = verschlüsseln
        decrypt = entschlüsseln
        sign = signieren
        network = netz, netzwerk
        access key = zugriffsschlüssel
        function = funktion, funktionen
        device = gerät, geräte, geräten
        region = regionen
        log = protokolle, logdatei, logdateien
        schedule = zeitplan
        cache = zwischenspeicher
        certificate = zertifikat, zertifikate, zertifikats
        key = schlüssel
        private key = privater schlüssel, privaten schlüssel, private schlüssel
        secret = geheimnis, geheimnisse, geheimnissen
        password = passwort, kennwort, passwörter
        vault = tresor, schlüsseltresor
        version = versionen, fassung, fassungen, frühere version
        domain ownership = inhaberschaft, domaininhaberschaft, eigentümerschaft, domänenbesitz, domainbesitz
        domain = domäne, domänen, domains
        own domain = eigene domain, eigenen domain, eigene domäne
        web app = webanwendung, webapp, webseite, seite, internetseite, website
        application = anwendung, anwendungen
        environment variable = umgebungsvariable, umgebungsvariablen
        environment = umgebung
        variable = variablen
        setting = einstellung, einstellungen
        access = zugriff, zugang, zugriffsrecht
        access policy = zugriffsrichtlinie, zugriffsrichtlinien
        permission = berechtigung, berechtigungen, rechte, recht
        assign role = bekommt die rolle, erhält die rolle, braucht die rolle
        role = rolle, rollen
        reader = leser
        owner = besitzer, eigentümer
        contributor = mitwirkender
        record = eintrag, einträge, einträgen, datensatz, datensätze
        zone = zonen
        resource = ressource, ressourcen
        resource group = ressourcengruppe, ressourcengruppen
        subscription = abonnement, abo, abonnements
        lock = sperre, sperren, löschschutz
        who is notified = wird benachrichtigt, werden benachrichtigt, benachrichtigt, benachrichtigung
        history = verlauf, historie, protokoll
        who changed = wer hat geändert, geändert hat, hat geändert
        name = namen
        is free = verfügbar, noch frei, frei, zu haben
        is taken = vergeben, schon vergeben, bereits vergeben, belegt, schon belegt
        price = preis, preise, kosten
        contact = kontakt, kontakte, ansprechpartner
        issuer = aussteller, zertifizierungsstelle
        previous = frühere, früheren, vorherige, vorherigen, alte, altes, alten, alter
        connection string = verbindungszeichenfolge, verbindungszeichenfolgen
        """
}
