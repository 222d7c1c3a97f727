extension Words {
    /// Common words of talk, known to be spelt rightly. Most say nothing about what is wanted; the rest is only no slip of the pen.
    static func isEveryday(_ word: String) -> Bool {
        let stem = stem(word)
        return everyday.contains(stem) || talk.contains(stem)
    }

    /// Words of people, feelings and telling, in which a request is wrapped.
    static let talk = Set(talkWords.map(stem))

    /// All of them as they are written, and the fillers: what a slip of the pen may have been, too.
    static let common = talkWords + everydayWords + fillerWords

    private static let talkWords =
        """
        able about above absolutely according across actual admit admits afaik afraid afternoon afterwards ago agree agreed ahead almost alone \
        along already alright although altogether always among angry annoy annoying answer anybody anyhow anyway anyways apart apologies \
        apparently appear appreciate asap aside ask asked asks assume attempt autumn aware awful awkward badly basic basically became because \
        become becoming begin behave behind belief believe believes below besides best better between beyond big boss bother bothering brief \
        bright btw busy care careful carefully cause caused certainly chance chat cheers clearly clever colleague come coming comment common \
        complain complained complaint completely concern concerning confused confusing consider could course crazy curious currently damn dear \
        decide decided definitely depend despite developer developers difference different difficult discover discuss doubt dude during easier \
        easy effort either else emergency employee enough entirely eod eom equally especially essentially etc eventually everybody everyone \
        everywhere evidently exact example except expect explain extremely eye face fact fail fairly fall far fault favor favour fear feel feeling \
        felt figure final finally fine finish folks follow following forget forgot forgotten fortunately forward found friday friend fully funny \
        further future fyi gave general generally gets getting glad gladly god gonna good got gotta great greetings guess guy guys half hand \
        handle happen happened happening happens happily happy hard hardly hate hates head hear heard hello hence hereby hint honest honestly hope \
        hopefully hour hours however huge human hurry idea imagine imho immediately important importantly impossible indeed indicate instead \
        intend interested intern internal into it kindly knew known knows lack large lastly late lately later learn least leave left less lets \
        life like liked likely literally living loads long longer look looking looks lots loud love lovely luck lunch mad made main mainly major \
        make makes making manager many march mate matter maybe mean means meant meanwhile meeting mention mere merely met middle might mind mine \
        minute minutes miss moment monday month months mood morning mostly myself namely near nearly necessary needed needs neither nervous never \
        nevertheless next nice night nobody none nonetheless normal normally note nothing noticed notices nowhere obvious obviously occur odd \
        often ok okay ones onto opinion ordinary otherwise ought ourselves outside overall pain panic part particularly partner party patient \
        people perfect perhaps person personal personally piece plain planning please plenty pls plz possibly predecessor prefer presumably pretty \
        previously prior probably problem problems promise proper purpose question questions quick quiet quite rather ready real realise realize \
        reason recall recently regard regarding regards rely remain remember remind reply respond response right risk risky rough said same \
        saturday saw say saying says scare scared school secondly seem seemed seems seen self sense sentence serious seriously several shall short \
        shortly shout side silly similar simple single sit situation slightly slow slowly small smart somebody somehow sometime sometimes somewhat \
        somewhere sooner sorry sort sound spend spring staff stand stay step stick story straight strange stuff stupid such sudden suddenly \
        suggest summer sunday suppose supposed supposedly sure surely surprise suspect suspects swear take takes taking talk talked team tell \
        tells terrible thank thanks thereby therefore thing think thinking thinks thought thoughts thousand throughout thursday thus thx tight \
        till time times tired together told tomorrow tonight took top topic total totally toward towards tricky tried trouble true truly trust \
        truth trying tuesday twice typical typically ultimately unable unclear understand understood unfortunately unless unlike unlikely unsure \
        until unusual upon upset urgent urgently usual usually utterly various very via visit visitor visitors wait waiting walk wanna wants warm \
        watch wednesday week weekend weeks weird well went whatever whenever whereas wherever whether while who whoever whole whom whose why wide \
        winter wise wish within wonder wondering word words work working world worried worry worse worst worth wow wrong yeah year years yes \
        yesterday yourself
        """.split(separator: " ").map(String.init)

    /// Common words that do say something, if not here: no slip of a word of the field that looks like them.
    private static let everyday = Set(everydayWords.map(stem))

    private static let everydayWords =
        """
        accept accepts air animal apple arm arrive art article auditors baby back bag ball bank bar base bath bear beat become becomes bed bell \
        bike bill bird black blood blue board boat body bone bottle bottom bowl box boy brand bread break breakfast bridge broken brother brought \
        brown buck build building burn bus button cake camera camp cancel cancelled car card carry case cat catch chair chapter cheap check child \
        children church city claim claims class clean cleanup clear climb clock close clothes coat coffee cold college color colour company \
        complained complete computer contractor cook cool correct cost couch country couple cover crash cream cross crowd cry cup customer \
        customers cut dance dark date daughter day dead deal death deep degree desk die dinner dirt dish doctor dog dollar door down draw dream \
        dress drink drive driver dry duck due dust ear earth east eat egg eight eleven end engine evening exam expensive family farm fast father \
        feet fence field fight fill film finger fire fish five flat flight floor flower fly flyers food foot forest forever form four free fresh \
        front fruit full fun game garden gas gate gift girl glass go gold gone grass gray green ground grow gun hair hall happy hat heart heat \
        heavy height hill hit hold hole holiday home horse hospital hot hotel house hundred hunt husband ice inch iron island issue jacket job \
        join juice jump keep keeps kept kid kill kitchen knife lady lake lamp land language laptop last latest laugh law lead leaf leg lesson \
        letter level library lie light line lion lip list listen live log lose loss lost low machine magazine mail man manage map market marry \
        master material meal meat meter milk million mirror money moon morning mother mountain mouse mouth move movie moving music name nearly \
        neck neighbour nights nine noise north nose notice number object ocean office oil old open orange output outputs paint pair paper parent \
        park pass past pay payroll pen pencil percent percentage period phone photo piano picture pig ping pings pink pipe place plan plane plant \
        plate play player pocket poem point police pool poor port ports post pot pound power present president press previous price printer prison \
        prize proceed prod product program project push queen race radio rain raise random reach reachable read real receive receives recent red \
        repo request respond rest result rice rich ride ring river road rock roof room root rope round row rule run sad safe sail salt sand save \
        scene science score sea seat second see sell send set seven shape share sharp sheep shelf ship shirt shoe shop shot shoulder show sick \
        sign silver sing sister six size skin sky sleep smell smile smoke snow soap soft soil soldier son song soul soup south space speak special \
        speed spent sport spot square staff stage star start state steal steel stone stop store storm stream street string strong student study \
        sugar suit sun sweet swim symbol table tail taken tall tape taste tax tea teach teacher tear teeth telephone ten term test text thick thin \
        three throw ticket tie tiger tool tooth touch town toy train travel tree trip truck turn type uncle use user users valley value vegetable \
        view village voice wall war wash water wave weak wear weather weight west wet wheel white wife wild will wind window wine wing woman wood \
        write yellow young zero
        """.split(separator: " ").map(String.init)
}
