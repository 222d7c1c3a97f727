extension Lexicon {
    /// What things and deeds mean that are spoken of in one question, in whatever words and order: to renew by itself is a setting.
    /// Before the arrow `&` stands between what is needed and `|` between what will do.
    static let combinations = """
        v:renew & n:autorenew > v:update^1.3
        v:stop|v:disable|v:enable|v:start & n:autorenew > v:update
        n:autorenew & n:vault|n:vaultcertificate > n:policy & v:update
        n:accesskey & v:create|v:update|v:reissue|v:renew|v:buy > v:regenerate^1.3
        n:accesskey & v:get > v:list
        v:bind & n:certificate|n:webcertificate & n:hostname|n:app > n:binding
        n:process & n:snapshot > n:dump
        v:validate|v:check|v:verify & n:hostname|n:binding & n:app > v:analyze
        n:redis & n:secret > n:accesskey & v:list
        n:device & n:blob & v:list|v:get|v:update|v:store > v:export
        n:dps & n:issuer > n:certificate
        n:functions & n:accesskey > n:functionkey
        n:network & n:record > n:networktrace
        n:instance & n:iothub > n:device
        """
}
