extension Lexicon {
    /// What people speak of. The three kinds of certificate are three nouns: ordered, uploaded to the web platform, held in a vault.
    static let nouns = """
        n:certificate = certificate | cert, certs, ssl, tls, ssl certificate, tls certificate, ssl cert, tls cert, x509, x.509, https certificate, public key certificate, padlock, server certificate, leaf, wildcard, pfx^0.8, pkcs12^0.8, p12^0.8, pem^0.8, crt^0.8, cer^0.8, chain^0.5
        n:order = certificate order, certificate orders, certificate purchase order | order, ordered certificate, purchased certificate, bought certificate, certificate we bought, certificate i ordered, ssl order, app service certificate, certificate purchase, domain validated certificate, standard certificate, cert order, we purchased, we bought, did we buy, have we bought, i bought, i purchased, i ordered, we ordered, have bought, have purchased, paid for, purchase of certificate, certificate order, cert orders, ordered cert, order of certificate, ssl purchase, ssl certificate order, certificate purchase
        n:webcertificate = web certificate | uploaded certificate, certificate in app service, certificate of app service, certificate uploaded to app service, imported certificate, app service certificate, certificate from app service, private key certificate of web app, web space certificate, pfx to app service, certificate to a web app, managed certificate, pfx into app service, certificate into app service, certificate into microsoft web, web app certificate, web certificates, certificates of web apps, site certificate, uploaded cert, cert in app service, certificate in web app, cert lying in app service, ssl cert in app service
        n:vaultcertificate = vault certificate | key vault certificate, certificate in key vault, certificate in the vault, certificate in a vault, certificate from the vault, certificate of a vault, self-signed certificate, certificate held in a vault, vault certificates, vault cert, cert in vault, certs in vault, certificate stored in vault, keyvault certificate, certificate in vault, certificate from vault
        n:vault = vault, key vault | keyvault, kv, hsm, secret store, safe, vaults, safe deposit
        n:secret = secret | password, passphrase, connection secret, api key, credential value, sensitive value, token, api token, credentials, connection password, database password, stored value
        n:key = key | rsa key, ec key, keypair, key pair, private key, cryptographic key, crypto key, signing key, encryption key
        n:accesskey = access key, shared access key, list keys, keys for key name | primary key, secondary key, account key, sas key, shared key
        n:version = version | revision, revisions, previous value, former value, older value
        n:deleted = deleted, soft deleted, soft-deleted | removed, recycle bin, trash, deleted by mistake, can still be recovered, recoverable, someone removed, someone deleted, somebody deleted, was deleted, been deleted, threw away wrong, i deleted, removed by mistake, soft-delete, soft delete, tombstone
        n:ownership = domain ownership, ownership, ownership identifier | domain control, domain validation, dcv, control of the domain, own the domain, owns the domain, proof of domain, domain proof, possession of the domain
        n:email = email | mail, mails, e-mail, e-mails, message, messages, notification mail, letter, inbox, emailed, mailed
        n:requestemail = request email, resend request email | approval mail, approval message, approver mail, approval email, approver email, dcv mail, validation mail, validation email, domain mail, domain email, confirmation mail
        n:emailhistory = email history | mail history, mails sent, email log, mail log, sent us, which mails, which emails, correspondence, messages sent
        n:action = certificate action, actions | timeline, history, what has happened, what happened, event, events, log of the order, trail, life of the order, audit trail, log, journal, chronology, past events, steps so far, went through
        n:seal = site seal, seal | trust badge, trust logo, trust mark, badge, trust seal, security seal, secured by, certified logo, secure logo, logo for site
        n:purchaseinfo = purchase information, certificate registration information | purchase details, order details, order request, purchase data, before i pay, certificate purchase details, order parameters, purchase request, if i placed, before placing, before ordering, without placing
        n:binding = host name binding, hostname binding | ssl binding, sni, sni binding, ip based ssl, custom domain on app, custom domain to the app, custom domain of the site, custom hostname, custom host name, own domain, domain to a web app, bind certificate to site, site answer under, bind a domain, bind the domain, domainname^0.35, attached to app, hostname to app, tls binding, domain mapping
        n:hostname = host name, hostname | host, fqdn, custom domain, vanity domain, domain^0.4, domainname^0.6
        n:customdomain = custom domain | own domain, vanity domain
        n:domain = domain | domain name, domain names, web address, internet name, domain registration, domainname^0.7
        n:tld = top level domain, top-level domain, tld | domain ending, domain endings, domain extension, domain suffix
        n:agreement = agreement, legal agreement | terms, legal terms, contract text, conditions
        n:recommendation = recommendation | suggestion, suggest, suggested, proposals, ideas for
        n:record = record set, record sets, dns record | record, txt record, txt, a record, cname, mx record, caa record, caa, aaaa, ns record, dns entry, dns token, published in dns, dns entries, records, records in the zone
        n:zone = dns zone, zone | zone file, dns zones, name servers of, hosted zone
        n:lock = management lock, lock | delete lock, cannotdelete, can not delete, read only lock, readonly lock, protect against deletion, accidental deletion, against accidental deletion
        n:role = role assignment, role | rbac, role based access, access control, permission, rights, who has access, role to, reader role, contributor role, owner role, reader, contributor, access rights
        n:identity = identity, managed identity, user assigned identity | msi, managed service identity, service identity, uami
        n:accesspolicy = access policy, access policies | permission to read secrets, permission on the vault, permissions on vault, access to the vault, right on the vault, vault rights, vault permissions, forbidden, allowed to read, read secrets, grant access to secrets, permission, service principal, application permission, access denied, cannot open, can not open, may not read, not allowed to read, cannot read, lacks permission, missing permission, unauthorized, rights, principal, grant
        n:activity = activity log, activity logs | audit log, audit trail, who changed, who deleted, who did, what was changed, changed something, changed by whom, control plane log, last night, by whom, who removed, who restarted, who stopped, who added, who touched, who edited, who did, who modified, who switched
        n:issuer = issuer, certificate issuer | certificate authority, ca, digicert, globalsign, issuing authority, ca account, certificate provider
        n:contact = contact, certificate contact | notified, who is notified, who gets notified, notification contact, notification contacts, people to mail, recipient, recipients, who will be emailed, who will be mailed, who will be notified, who is emailed, who is mailed, emailed about, notified about, mailed about, alert recipients
        n:policy = certificate policy, policy | renewal policy, issuance policy, lifetime action, key properties of certificate, auto-renew settings of vault certificate
        n:pending = pending, certificate operation | csr of the pending, pending creation, pending certificate, creation in progress, issuance in progress, in-flight request, pending csr, certificate request in progress, signing request
        n:csr = csr | certificate signing request, signing request, pkcs10, pkcs#10, p10
        n:pfx = pfx | pkcs12, pkcs#12, p12, pfx file, certificate file, cert file
        n:storageaccount = storage account | managed storage account, managed storage, blob account
        n:sas = sas definition, sas | shared access signature, sas token
        n:privateendpoint = private endpoint connection, private endpoint | private link endpoint, private connection
        n:privatelink = private link resource, private link
        n:app = web app, web apps, site, sites, app | website, websites, webapp, application, web application, web site, shop, function app, my site, app service app, web site, my app, apps, frontend app, backend app, azure site, azurewebsites
        n:slot = slot, slots, deployment slot | staging, staging slot, staging environment
        n:plan = app service plan, server farm, serverfarm, plan | hosting plan, pricing plan, service plan, hosting plan
        n:ase = app service environment, hosting environment | ase, isolated environment
        n:workerpool = worker pool
        n:multirolepool = multi role pool
        n:appsetting = application setting, app setting | environment variable, env var, env vars, environment variables, configuration values, app settings
        n:connectionstring = connection string | database connection, db connection
        n:siteconfig = configuration, config web, site config | php version, node version, runtime version, .net version, java version, always on, minimum tls version, min tls, tls version of the app, general settings, http2, bitness, framework version, worker settings, stack settings, default documents, websockets
        n:authsetting = auth setting, authentication | easy auth, login settings, sign-in, sign in with
        n:publishprofile = publishing profile, publish profile, publishing profile xml, publishxml | publishsettings, deployment profile
        n:publishcredential = publishing credential, publishing user, publishing password | deployment credentials, git credentials, ftp password, deployment password, deploy user
        n:ftp = ftp, ftp allowed | ftps, file transfer
        n:scm = scm, scm allowed | kudu, basic auth publishing
        n:sourcecontrol = source control | git repository, github repository, repository, continuous deployment, git
        n:deployment = deployment | deployments, rollout, release
        n:functions = function | functions, serverless, azure function
        n:hostkey = host key, host keys, list host keys | master key, function app keys, function host keys
        n:functionkey = function key, function secret
        n:webjob = web job, webjob | background job, background task
        n:triggered = triggered
        n:continuous = continuous | always running
        n:process = process, processes
        n:dump = dump, process dump | memory dump, heap dump
        n:containerlog = container log, container logs, containerlogs | docker log, docker logs, container output, container crash, container startup log, log stream
        n:diagnosticlog = diagnostic log, diagnostic logs, logs configuration | logging, logging settings, log settings, application logs
        n:networktrace = network trace | packet capture, tcpdump, network capture
        n:vnet = virtual network, vnet, swift virtual network | network integration, subnet, vnet integration
        n:hybrid = hybrid connection | on-premises connection, relay
        n:backup = backup, backups | back-up, copy of the app, backed up, backups taken
        n:backupconfig = backup configuration | backup schedule
        n:snapshot = snapshot | point in time
        n:instance = instance, instances | scaled-out instances, machines
        n:extension = site extension
        n:addon = premier add on, premier addon | add-on
        n:metric = metric, metrics | performance numbers, telemetry
        n:usage = usage, usages, resource usage, quota | limits, consumption, how much is used, quota left, how many fit, capacity used, free capacity
        n:sku = sku, skus | tier, tiers, price tier, pricing tier, sizes, sizes offered, offered sizes, pricing
        n:region = geo region, geo regions, deployment location | region, regions, where available, locations
        n:meter = billing meter
        n:resources = resources | resource
        n:resourcegroup = resource group | rg, group
        n:subscription = subscription | account
        n:cdn = cdn, content delivery network, content delivery, edge network
        n:cache = cache content, purge content | cdn cache, cached content, cached files, edge cache
        n:profile = profile
        n:endpoint = endpoint
        n:origin = origin | backend server
        n:https = https, custom https | tls for, ssl for
        n:frontdoor = front door, frontdoor | afd
        n:frontend = frontend endpoint, frontend | front end
        n:rulesengine = rules engine | routing rules
        n:trafficmanager = traffic manager, trafficmanager | dns load balancing, dns load balancer
        n:heatmap = heat map | heatmap
        n:iothub = iot hub | iothub, iot
        n:dps = device provisioning, provisioning service, dps, iot dps | device provisioning service, enrollment service
        n:verificationcode = verification code | proof of possession, possession challenge, challenge code
        n:consumergroup = consumer group, event hub consumer group
        n:device = device, devices
        n:automation = automation account, automation | runbook
        n:apim = api management, apim | api gateway, gateway
        n:sql = sql, sql server | database server
        n:tde = tde, tde certificate | transparent data encryption
        n:redis = redis, redis cache | cache
        n:firewallrule = firewall rule | ip rule, ip allow list, allowed ip
        n:patchschedule = patch schedule | maintenance window
        n:linkedserver = linked server | geo replication
        n:name = name availability, name | names
        n:capability = capability, capabilities
        n:providerops = operations, provider operations | available operations, what can the provider do
        n:detector = detector | diagnostics
        n:thumbprint = thumbprint | fingerprint
        n:health = endpoint health, health
        n:job = job, jobs
        """

    /// What somebody says who knows the trouble and not the name of what mends it. Behind the arrow stands what is meant, `&` between
    /// what belongs together.
    static let meanings = """
        auto renew, auto-renew, autorenew, auto renewal, automatic renewal, renew by itself > n:order^0.6 & v:update^0.4 & n:autorenew
        pending issuance, stuck in pending, not issued yet, still pending > n:order & v:verify^0.6 & n:ownership^0.6
        certificate expire, cert expire, certificate is about to expire, ssl expire, certificate run out, certificate end soon > v:renew & n:order^0.7 & n:certificate
        forbidden, permission denied, 403, access denied, no access, not authorized > n:accesspolicy | n:role
        who has access, who may access, who can access, who is allowed > v:list & n:role
        who changed, who deleted, who modified, who created > v:list^0.7 & n:activity
        key leaked, key was leaked, key compromised, key stolen, leaked key > v:reissue | v:regenerate
        why was, why were, why did it, what became of > v:get & n:action^0.8
        stops working, stop working, no longer valid, will be invalid > v:renew
        vanished, disappeared, need it back, want it back, have it back, is gone, are gone > v:recover & n:deleted^0.5
        waiting for domain approval, waiting for approval, domain approval > n:ownership & v:verify^0.6
        automatically, by itself, on its own > n:autorenew^0.6
        who removed, who restarted, who stopped, who added, who touched, who edited, who switched > v:list^0.7 & n:activity
        not secure, not safe, untrusted, insecure > n:certificate
        where can i get, where do i get, where can i buy, how do i get, how can i get > v:buy | v:get | v:create
        where is csr, get csr > n:pending & n:csr
        auto-renew off, stop renewing, stop from renewing > n:autorenew & v:update
        set expiry, expire at, expire on, expire at end, expiry date of secret, activation date > v:update & n:attribute^0.3
        hot swap, go live > v:swap
        self-signed, self signed > v:create^0.5 & n:vaultcertificate
        register the domain, register a domain, domain registration, buy a domain, purchase a domain, domain name i could register > n:domain & v:buy^0.6
        trigger dcv, domain control again > v:verify & n:ownership
        default certificate, wrong certificate, not secure warning, name mismatch, certificate warning > n:binding & n:hostname^0.4
        proof of possession > n:verificationcode
        out of date secret, new version of a secret, next version of a secret > v:update & n:secret
        off and on again, off and on > v:restart
        published in dns, publish in dns, put in dns, set in dns, dns token, dns challenge, token in dns > n:record^1.2 & v:create^0.8
        protect, safeguard, guard against, prevent deletion, prevent accidental deletion, against accidental deletion, cannot be deleted by accident > n:lock & v:create^0.9
        who is notified, who gets notified, who gets mail, who receives mail, whom to notify > n:contact^1.3 & v:get
        self-signed certificate, self signed certificate > v:create^0.5 & n:vaultcertificate
        proof of domain ownership > n:ownership & v:verify^0.5
        where is it stored, where is it kept > v:get
        how much is left, how much do we use, how many may I have > n:usage & v:list
        price, prices, cost, costs > n:meter | n:sku
        under another name, its own name > n:customdomain
        comes from the backup, lost data > v:restore
        scaled > v:scale
        thumbprint and expiry, expiry date, expiration date, when does it end > v:get & n:certificate^0.5
        """
}
