extension Lexicon {
    /// What people speak of. The three kinds of certificate are three nouns: ordered, uploaded to the web platform, held in a vault.
    static let nouns = """
        n:certificate = certificate | cert, certs, ssl, tls, ssl certificate, tls certificate, ssl cert, tls cert, x509, x.509, https certificate, public key certificate, padlock, server certificate, leaf, wildcard, pfx^0.8, pkcs12^0.8, p12^0.8, pem^0.8, crt^0.8, cer^0.8, chain^0.5, https cert, lock symbol, little lock, green lock, encrypted site, cert_date, ssl thing, browsers complain, client cert, client certificate, root certificate, root authority, trust root, ca certificate^0.6, acm, certificate manager, root ca, intermediate ca, intermediate certificate, leaf cert, leaf certificate, trust chain, ca chain
        n:order = certificate order, certificate orders, certificate purchase order | order, ordered certificate, purchased certificate, bought certificate, certificate we bought, certificate i ordered, ssl order, app service certificate, certificate purchase, domain validated certificate, standard certificate, cert order, we purchased, we bought, i bought, i purchased, i ordered, we ordered, have bought, have purchased, paid for, purchase of certificate, certificate order, cert orders, ordered cert, order of certificate, ssl purchase, ssl certificate order, purchased, bought, ordered, purchased cert, bought cert, bought one, paid certificate, paid cert, certificate we paid for, certificate i paid for, certificate from azure, certificate vendor, azure certificate, commercial certificate, official certificate, trusted certificate, public certificate from azure, certificate subscription, acm^0.5
        n:webcertificate = web certificate | uploaded certificate, certificate in app service, certificate of app service, certificate uploaded to app service, imported certificate, app service certificate, certificate from app service, web space certificate, pfx to app service, certificate to a web app, managed certificate, pfx into app service, certificate into app service, web app certificate, web certificates, certificates of web apps, site certificate, uploaded cert, cert in app service, certificate in web app, ssl cert in app service, pfx uploaded, uploaded pfx, uploaded thumbprint, thumbprints, thumbprint^0.5, web platform certificate, certificate on app service, certs on app service
        n:vaultcertificate = vault certificate | key vault certificate, certificate in key vault, certificate in the vault, certificate in a vault, certificate from the vault, certificate of a vault, self-signed certificate, certificate held in a vault, vault certificates, vault cert, cert in vault, certs in vault, certificate stored in vault, keyvault certificate, certificate in vault, certificate from vault
        n:vault = vault, key vault | keyvault, kv, hsm, secret store, safe, vaults, safe deposit, akv, key safe, secret vault, strongbox, trezor, kms^0.6, secrets manager^0.7, secretsmanager^0.7, secret manager^0.7, hashicorp^0.5, cloud hsm, keyring, key ring
        n:secret = secret | password, passphrase, connection secret, api key, credential value, sensitive value, token, api token, credentials, connection password, database password, stored value, pw, pwd, passwd, passphrases, database pw, key value pair, stripe key, smtp password, api credentials, values^0.5, sensitive setting, login data, connection string in vault, connection string kept in vault, wrongpass, secrets manager, secretsmanager, secret manager, ssm parameter, parameter store
        n:key = key | rsa key, ec key, keypair, key pair, private key, cryptographic key, crypto key, signing key, encryption key, ec keys, rsa keys, signing keys, encryption keys, data key, crypto keys, kms, kms key, cmk, customer managed key, symmetric key, asymmetric key, kek
        n:accesskey = access key, shared access key, list keys, keys for key name | primary key, secondary key, account key, sas key, shared key, connection keys, connection key, iothubowner, access keys, primary connection string
        n:version = version | revision, revisions, previous value, former value, older value, earlier issues, earlier, how often rotated, how often, rotations, earlier versions, old ones, previously
        n:deleted = deleted, soft deleted, soft-deleted | removed, recycle bin, trash, deleted by mistake, can still be recovered, recoverable, someone removed, someone deleted, somebody deleted, was deleted, been deleted, i deleted, removed by mistake, soft-delete, soft delete, tombstone, still recoverable, in the bin, bin, currently in deleted, soft deleted state, deleted state, cleanup script, been wiped, graveyard, removed lately, that were removed, removed apps, removed websites, recently deleted, recently removed
        n:ownership = domain ownership, ownership, ownership identifier | domain control, domain validation, dcv, control of the domain, own the domain, owns the domain, proof of domain, domain proof, possession of the domain, claim, nobody else can claim, claim our host name, claim domain, subdomain takeover, verification token, takeover
        n:email = email | mail, mails, e-mail, e-mails, notification mail, letter, inbox, emailed, mailed, message^0.4, messages^0.4, mailing, mailaddress^0.3
        n:requestemail = request email, resend request email | approval mail, approval message, approver mail, approval email, approver email, dcv mail, validation mail, validation email, domain mail, domain email, confirmation mail, dcv message, dcv, approver, approver says, validation message, domain approval mail, confirm mail, approval letter
        n:emailhistory = email history | mail history, mails sent, email log, mail log, sent us, which mails, which emails, correspondence, messages sent, all mails, mail trail, mail archive
        n:action = certificate action, actions | timeline, history, what has happened, what happened, event, events, log of the order, trail, audit trail, log, journal, chronology, past events, went through, took place, what took place, what was done, past operations, life cycle, lifecycle, did something, happened so far, what went on, chronicle, why was revoked
        n:seal = site seal, seal | trust badge, trust logo, trust mark, badge, trust seal, security seal, secured by, certified logo, secure logo, logo for site, pictures, little picture, icon for site, logo, emblem, sticker, secured logo, graphic
        n:purchaseinfo = purchase information, certificate registration information | purchase details, order details, order request, purchase data, before i pay, certificate purchase details, order parameters, purchase request, before placing, before ordering, without placing, test a purchase, test purchase, without buying, simulate purchase, trial order
        n:binding = host name binding, hostname binding | ssl binding, sni, sni binding, ip based ssl, custom domain on app, custom domain to the app, custom domain of the site, custom hostname, custom host name, own domain, domain to a web app, bind certificate to site, bind a domain, bind the domain, domainname^0.35, attached to app, hostname to app, tls binding, domain mapping, tied to, address^0.5, url^0.5, web address, vanity name, vanity url, own address, our address, hostname to site, host name to site, reachable under, common name invalid, cert common name, bad cert domain, name does not match, does not match the host, subject alternative name, hostname mismatch, hook the hostname, fqdns, fqdn, domain answers, site answers
        n:hostname = host name, hostname | host, fqdn, custom domain, vanity domain, domain^0.4, domainname^0.6, address^0.6, url^0.6, dns name^0.6, fqdns, hostnames, host names
        n:customdomain = custom domain | own domain, vanity domain
        n:domain = domain | domain name, domain names, web address, internet name, domain registration, domainname^0.7, dot com, brand name, registrar, domain to register, example.org, dot org, internet domain, website name, registration of domain
        n:tld = top level domain, top-level domain, tld | domain ending, domain endings, domain extension, domain suffix, tlds, endings, ending, suffixes
        n:agreement = agreement, legal agreement | terms, legal terms, contract text, conditions, legal text, must accept, terms and conditions, legalese, eula
        n:recommendation = recommendation | suggestion, suggest, suggested, proposals, ideas for, ideas, similar names, alternatives, proposals for, propose, brainstorm, name ideas
        n:record = record set, record sets, dns record | record, txt record, txt, a record, cname, mx record, caa record, caa, aaaa, ns record, dns entry, dns token, published in dns, dns entries, records, records in the zone, text record, text entry, txt value, txt entry, acme-challenge, acme challenge, strange string, spf, dkim, mx, srv record, dns change, dns value, validation token, dns string, entry in dns, ttl, entries, mx entries, mx entry, dns entries of, www, point at, time to live, nxdomain, resource record, resource record set, a entry, address record, host record, dns line, dns lines, text into dns, mail record, mail exchanger, alias record, ptr, soa, subdomain^0.6, dns alias, spf entry
        n:zone = dns zone, zone | zone file, dns zones, name servers of, hosted zone, name servers, nameservers, delegate the domain, delegated domain, dns domain, whole zone, route53, route 53, cloud dns
        n:lock = management lock, lock | delete lock, cannotdelete, can not delete, read only lock, readonly lock, protect against deletion, accidental deletion, against accidental deletion, delete protection, deletion protection, scope locked, scopelocked, must never be deleted, never be possible to delete, prevents deletion, prevent deletion, prevents from deleting, prevents change, read only, readonly, freeze, cannot be deleted, undeletable, termination protection, resource lock, protected from deletion, protection against deletion, deletion lock, donotdelete, nodelete, read-only lock
        n:role = role assignment, role | rbac, role based access, access control, permission, rights, who has access, role to, reader role, contributor role, owner role, reader, contributor, access rights, privilege, privileges, entitlement, owner^0.5, not have authorization, does not have authorization, authorization to perform, can do what, who can do, allowed to do what, who may do what, iam, iam policy, iam binding, role binding, rolebinding, clusterrolebinding, iam role, role grants, grants
        n:identity = identity, managed identity, user assigned identity | msi, managed service identity, service identity, uami, user-assigned identity, service principal identity, built-in identity, built in identity, vm identity, principal id, system assigned identity, instance role, instance profile, service account, workload identity, iam role^0.5, identity for vms
        n:accesspolicy = access policy, access policies | permission to read secrets, permission on the vault, permissions on vault, access to the vault, right on the vault, vault rights, vault permissions, forbidden, allowed to read, grant access to secrets, service principal, application permission, access denied, cannot open, can not open, may not read, not allowed to read, cannot read, lacks permission, missing permission, unauthorized, grant, permission^0.8, rights^0.8, permission to read, vault permission, secrets get permission, let in, let it in, let app in, refused, gets refused, may read, spn, not have permission, does not have permission, does not have secrets get permission, not permitted, accessdenied, reach the vault, open the vault
        n:activity = activity log, activity logs | audit log, audit trail, who changed, who deleted, who did, what was changed, changed something, changed by whom, control plane log, last night, by whom, who removed, who restarted, who stopped, who added, who touched, who edited, who modified, who switched, tampered, forensic, forensics, who was it, who it was, responsible, culprit, blame, admits, nobody admits, behind it, who is behind, whodunit, which user, cloudtrail, cloud trail, cloud audit log, audit events, management events
        n:issuer = issuer, certificate issuer | certificate authority, ca, digicert, globalsign, issuing authority, ca account, certificate provider, cas, registered cas, ca accounts, certificate authorities, certificate vendors, authority account, digicert account, account at digicert, our ca account, ca login, ca credentials
        n:contact = contact, certificate contact | notified, who is notified, who gets notified, notification contact, notification contacts, recipient, recipients, who will be emailed, who will be mailed, who will be notified, who is emailed, who is mailed, emailed about, notified about, mailed about, alert recipients, message when, alert address, notification address, alert mail, gets a message, mailaddress^0.5
        n:policy = certificate policy, policy | renewal policy, issuance policy, lifetime action, key properties of certificate, auto-renew settings of vault certificate, lifetime percentage, renews itself, lifetime, renewal settings, how it renews, key type and size of certificate, issuing template
        n:pending = pending, certificate operation | csr of the pending, pending creation, pending certificate, creation in progress, issuance in progress, in-flight request, pending csr, certificate request in progress, signing request, certificate creation is, creation progress, request pending at issuer, pending at issuer, inprogress, certificate request, request that hangs, open request, running request
        n:csr = csr | certificate signing request, signing request, pkcs10, pkcs#10, p10
        n:pfx = pfx | pkcs12, pkcs#12, p12, pfx file, certificate file, cert file
        n:storageaccount = storage account | managed storage account, managed storage, blob account, account keys of storage, managed account, blob storage account
        n:sas = sas definition, sas | shared access signature, sas token, shared access, sas template
        n:privateendpoint = private endpoint connection, private endpoint | private link endpoint, private connection, private link request, private connection request, private link connection, approve private, privatelink, vpc endpoint, private service connect
        n:privatelink = private link resource, private link | private connectivity
        n:app = web app, web apps, site, sites, app | website, websites, webapp, application, web application, web site, shop, function app, my site, app service app, my app, apps, frontend app, backend app, azure site, azurewebsites, frontend, backend, portal^0.4, landing page^0.5, intranet^0.4, homepage, home page, web platform, service app, beanstalk, heroku, cloud run, app engine, container app, pod^0.4, pods^0.4, dyno, dynos, ecs service, azure app, api app, mobile app, web service^0.6, production app
        n:slot = slot, slots, deployment slot | staging, staging slot, staging environment, staging^1, preproduction, pre-production, staged version, staging version, test environment, live, staging vs live, staging and live, test copy, test copies, staging copy, canary, uat, preprod, pre-prod
        n:plan = app service plan, server farm, serverfarm, plan | hosting plan, pricing plan, service plan, machines behind, instance size, p1v2, s1, b1, compute size, machine under, compute under, app plan, p1v3, p2v2, p2v3, p3v2, p3v3, b2, b3, s2, s3, autoscaling group, scaling group
        n:ase = app service environment, hosting environment | ase, isolated environment, isolated environments, our isolated, isolated app service, dedicated environment
        n:workerpool = worker pool
        n:multirolepool = multi role pool
        n:appsetting = application setting, app setting | environment variable, env var, env vars, environment variables, configuration values, app settings, environ, env, feature flag, feature flags, flags, env variable, environment settings, environment values, app config values, application variables, configmap, config map, config vars, dotenv, heroku config, config value, config values, config key, application config, app configuration values, variables^0.6
        n:connectionstring = connection string | database connection, db connection, connstring, dsn, jdbc
        n:siteconfig = configuration, config web, site config | php version, node version, runtime version, .net version, java version, always on, minimum tls version, min tls, tls version of the app, general settings, http2, bitness, framework version, worker settings, stack settings, default documents, websockets, minimum tls, tls 1.0, tls 1.1, tls 1.2, raise the minimum, accepts tls, old tls, cipher, stack version, runtime stack, runtime, stack, cors, ip restriction, ip restrictions, startup command, remote debugging, 32-bit, 64-bit, health check path, python version, ruby version, dotnet version, affinity
        n:authsetting = auth setting, authentication | easy auth, login settings, sign-in, sign in with, log in, login, single sign on, sso, identity provider, google login, facebook login, microsoft account, entra, users log in, visitors log in, cognito, openid, signin, azure ad login, sign on
        n:publishprofile = publishing profile, publish profile, publishing profile xml, publishxml | publishsettings, deployment profile, publish settings, publishing settings, deployment settings file, deploy file
        n:publishcredential = publishing credential, publishing user, publishing password | deployment credentials, git credentials, ftp password, deployment password, deploy user, git push, ftp user, deployment user, publishing credentials, credential for deploying
        n:ftp = ftp, ftp allowed | ftps, file transfer
        n:scm = scm, scm allowed | kudu, basic auth publishing, kudu site, basic authentication, scm site, basic auth
        n:sourcecontrol = source control | git repository, github repository, repository, continuous deployment, git, repo, repos, branch, deploys from, github, bitbucket, git branch, github branch, newest commit, commit, pull from git, newest code, latest commit, gitlab, azure repos, azure devops
        n:deployment = deployment | deployments, rollout, release, releases, release history, zip package, zip deploy, web deploy, msdeploy, push out, roll out, rollouts, publish code, ship, webdeploy, deploy^0.7, deploys, deployed version
        n:msdeploy = ms deploy | msdeploy, web deploy, webdeploy
        n:functions = function | functions, serverless, azure function, serverless function, serverless functions, azure functions, lambda, cloud function, cloud functions, lambdas, func, funcs
        n:hostkey = host key, host keys, list host keys | master key, function app keys, function host keys
        n:functionkey = function key, function secret | code parameter, code of function, code for calling, code for calling function, calling the function, own code, function code
        n:webjob = web job, webjob | background job, background task, cron job, scheduled task, batch job in app, background worker, background workers, background process, job, jobs, scheduled job, nightly job, import job, worker process, running task, batch job, batch, scheduler, scheduled script, scheduled scripts
        n:triggered = triggered | scheduled, nightly, on demand, cron
        n:continuous = continuous | always running, always-running, non-stop, nonstop, around the clock, permanent
        n:process = process, processes | executable, executables, program, programs, pid, exe, w3wp, worker processes
        n:dump = dump, process dump | memory dump, heap dump, dump file, core dump, heap, memory snapshot, crash dump, minidump, memory image, process memory
        n:containerlog = container log, container logs, containerlogs | docker log, docker logs, container output, container crash, container startup log, log stream, docker output, container stdout, stdout, respond to http pings, container did not start, crash output, pod logs, kubectl logs, container says, container prints, logs of container, docker print
        n:diagnosticlog = diagnostic log, diagnostic logs, logs configuration | logging, logging settings, log settings, application logs, log file settings, turn on logging, logging of the application, application logging, error logging, logs of app, cloudwatch logs, log group
        n:networktrace = network trace | packet capture, tcpdump, network capture, capture packets, packets, traffic capture, wireshark, sniff, network packets, pcap, network traffic
        n:vnet = virtual network, vnet, swift virtual network | network integration, subnet, vnet integration, vnets, network, private network, internal network, our network, inside our network, vpn, on the intranet, subnets, join network, vpc, vpc connector
        n:hybrid = hybrid connection | on-premises connection, relay, on-premises server, on-premises servers, on premises, on-prem, onprem
        n:backup = backup, backups | back-up, copy of the app, backed up, backups taken, backup copies, saved copies, copies taken
        n:backupconfig = backup configuration | backup schedule, every night, automatic backup, automatically save, nightly backup, schedule backup, save automatically
        n:snapshot = snapshot | point in time, points in time, how it was, roll content back, earlier state, previous state, as it was
        n:instance = instance, instances | scaled-out instances, machines, machine, how many machines, scaled out, vm instances, node, copies running
        n:extension = site extension | plugin, plugins, plug-in, extension, extensions, add in
        n:addon = premier add on, premier addon | add-on, add on, addons, add-ons
        n:metric = metric, metrics | performance numbers, telemetry, performance counters, cpu, processor, memory numbers, load numbers, counters, cpu and memory, memory usage, cpu usage, load figures, cloudwatch, cloudwatch metrics
        n:usage = usage, usages, resource usage, quota | limits, consumption, how much is used, quota left, capacity used, free capacity, how close, how full, how many can, burn, burned, consumed, used up, allowance, left today, headroom, remaining, limit reached, quotas, may still create, still create, how many more, can still create, how much room, usage limit
        n:sku = sku, skus | tier, tiers, price tier, pricing tier, sizes, sizes offered, offered sizes, pricing, bigger tier, size, sizes to choose, capacity tiers
        n:region = geo region, geo regions, deployment location | region, regions, where available, locations, countries, country, data centre, data centres, datacenter, data center, geography, continents, second region, other region, regions of the world, datacentre, datacentres, availability region
        n:meter = billing meter | meters, cost of service, rates, billing
        n:resources = resources | resource, move resources, resources over
        n:resourcegroup = resource group | rg, group, rgs
        n:subscription = subscription | azure account, azure subscription, sub
        n:cdn = cdn, content delivery network, content delivery, edge network | content network, edge servers, edge nodes, pop, pops, cloudfront, fastly, akamai, edges, points of presence, cdn edges, edge caches, edge cache servers
        n:cache = cache content, purge content | cdn cache, cached content, cached files, edge cache, cached copies, stale content, stale files, old files, old version of file, still see the old, still see old, old logo, old js, old css, old images, caching, edge cache content, at the edge
        n:profile = profile
        n:endpoint = endpoint
        n:origin = origin | backend server, backend, back end, source server, different backend, origin server, upstream, upstream server, origins, backend host, backend hosts
        n:https = https, custom https | tls for, ssl for
        n:frontdoor = front door, frontdoor | afd, global load balancing, global http load balancing, global load balancer, waf front, global entry, global entry point, entry point, global accelerator
        n:frontend = frontend endpoint, frontend | front end, listens on, frontends, front ends
        n:rulesengine = rules engine | routing rules, redirect, redirect rule, redirects, url rewrite, rewrite, rewrite rule, rule set
        n:trafficmanager = traffic manager, trafficmanager | dns load balancing, dns load balancer, distribute visitors, distribute traffic, dns latency, geographic routing, trafficmanager.net, weighted routing, latency routing, send traffic, split traffic, less traffic, traffic by weight, route53^0.5, latency based routing, dns based load balancing, gslb, priority routing, performance routing, geo routing, failover routing, dns load balancing profile, lowest latency
        n:heatmap = heat map | heatmap, where users come from, user locations
        n:iothub = iot hub | iothub, iot, hub, our hub, sensor hub, device hub, sensors, device registry, telemetry hub, mqtt, iot core, iothubowner
        n:dps = device provisioning, provisioning service, dps, iot dps | device provisioning service, enrollment service, enrol, enrols, enrolment, enrollment, enroll devices, enrols devices, enrolment service, onboard devices, zero touch, fleet provisioning, enrollment group, enrollment groups, group enrollment
        n:verificationcode = verification code | proof of possession, possession challenge, challenge code, prove that we hold private key, code to prove
        n:consumergroup = consumer group, event hub consumer group | another reader, reader of telemetry, telemetry reader, own group, event reader, stream consumer
        n:device = device, devices | sensor, gadgets, thing registry, iot devices, device registry
        n:automation = automation account, automation | runbook, runbooks, scheduled scripts
        n:apim = api management, apim | api gateway, gateway, gateway for apis
        n:sql = sql, sql server | database server
        n:tde = tde, tde certificate | transparent data encryption, encrypted database, database encryption, database encryption certificate
        n:redis = redis, redis cache | session cache, session store, noauth, key value cache, cache^0.7, elasticache, memorystore, in-memory cache, cache server, cache instance, cache cluster, in memory store
        n:firewallrule = firewall rule | ip rule, ip allow list, allowed ip, office ip, only our ip, allow ip, allowed ips, restrict access by ip, ip address range, whitelist, allowlist, security group, ingress rule, inbound rule, firewall, ip range^0.8, allowed range, network acl, ip through
        n:patchschedule = patch schedule | maintenance window, maintenance, patched on, patch on, patching, patch day, maintenance hours
        n:linkedserver = linked server | geo replication, replicate, replication, replica, second cache, secondary cache, geo-replication, twin, mirror, mirrored, georeplica, read replica, follower, standby, geo-replicate, geo replicate, geo-replica, passive cache
        n:name = name availability, name | names, host name taken, site name, account name
        n:capability = capability, capabilities
        n:providerops = operations, provider operations | available operations, what can the provider do, what can provider do, supported operations, operations it supports
        n:detector = detector | diagnostics
        n:thumbprint = thumbprint | fingerprint
        n:fileshare = azure storage account, azure storage accounts | file share, file shares, mount a share, mount, storage mount, share into the app
        n:vip = vip, vip info | ip address, ip addresses, inbound address, outbound address, ips
        n:inbound = inbound network dependencies | inbound dependencies
        n:outbound = outbound network dependencies | reach on internet, outbound dependencies, egress, open firewall for
        n:edgenode = edge nodes, edge node | ip ranges of the cdn, ip ranges, call us from
        n:keyvaultreference = key vault reference, key vault references | settings that point at key vault, vault reference
        n:phplog = php error log flag | php errors, php error, php log
        n:difference = differences, slot differences | compare, compare staging, diff, differs, compared
        n:slotconfig = slot configuration names | stay with their slot, sticky, slot settings, sticky settings, stick to slot
        n:push = push settings, site push | push notification, push notifications
        n:targetresource = target resources, resource reference | point at this, records that point, references to resource
        n:geography = geographic hierarchy, geographic hierarchies | countries and regions, country list
        n:stats = stats, statistics | how many devices, numbers of devices, count of devices, registered devices, device count, devices registered, number of devices
        n:queue = quota metrics | messages left, messages today
        n:upgrade = upgrade notifications | maintenance coming up, upcoming maintenance, planned maintenance, coming up
        n:ssouri = sso uri, control center sso | login link, supplemental portal
        n:synctrigger = sync function triggers, sync triggers | triggers in sync
        n:mysql = my sql, migrate my sql | mysql, in-app mysql, in app database
        n:publiccert = public certificate, public certificates | .cer, cer, cer file, trust this root, trusted root, root certificate for app
        n:health = endpoint health, health | good shape, healthy, in good shape, working endpoints
        n:job = job, jobs
        """

    /// What somebody says who knows the trouble and not the name of what mends it. Behind the arrow stands what is meant, `&` between
    /// what belongs together.
    static let meanings = """
        redis password, cache password > n:redis & n:accesskey & v:list^0.7
        auto renew, auto-renew, autorenew, auto renewal, automatic renewal, renew by itself > n:order^0.6 & v:update^0.4 & n:autorenew
        pending issuance, stuck in pending, not issued yet, still pending > n:order & v:verify^0.6 & n:ownership^0.6
        certificate expire, cert expire, certificate is about to expire, ssl expire, certificate run out, certificate end soon > v:renew & n:order^0.7 & n:certificate
        forbidden, permission denied, 403, access denied, no access, not authorized > n:accesspolicy | n:role
        who has access, who may access, who can access, who is allowed > v:list & n:role
        who changed, who deleted, who modified, who created > v:list^0.7 & n:activity
        key pasted, key published, key posted, key visible > v:reissue | v:regenerate
        key leaked, key was leaked, key compromised, key stolen, leaked key > v:reissue | v:regenerate
        why was, why were, why did it, what became of > v:get & n:action^0.8
        stops working, stop working, no longer valid, will be invalid > v:renew
        vanished, disappeared, is gone, are gone > v:recover & n:deleted^0.5
        waiting for approval, domain approval > n:ownership & v:verify^0.6
        automatically, by itself, on its own > n:autorenew^0.6
        who removed, who restarted, who stopped, who added, who touched, who edited, who switched > v:list^0.7 & n:activity
        not secure, not safe, untrusted, insecure > n:certificate
        where can i get, where do i get, where can i buy, how do i get, how can i get > v:buy | v:get | v:create
        get csr > n:pending & n:csr
        auto-renew off, stop renewing > n:autorenew & v:update
        set expiry, expire at, expire on, expiry date of secret, activation date > v:update & n:attribute^0.3
        hot swap, go live > v:swap
        self-signed, self signed > v:create^0.5 & n:vaultcertificate
        register the domain, register a domain, domain registration, buy a domain, purchase a domain > n:domain & v:buy^0.6
        trigger dcv, domain control again > v:verify & n:ownership
        default certificate, wrong certificate, not secure warning, name mismatch, certificate warning > n:binding & n:hostname^0.4
        proof of possession > n:verificationcode
        out of date secret, new version of a secret, next version of a secret > v:update & n:secret
        off and on again > v:restart
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
        expiry date, expiration date, when does it end > v:get & n:certificate^0.5
        registered cas, registered issuers, configured issuers > v:list & n:issuer
        soft delete enabled, purge protection enabled, soft delete on, soft delete status > v:get & n:vault
        cert_common_name_invalid, err cert common name invalid, cert common name invalid, ssl error bad cert domain, bad cert domain, hostname mismatch, name mismatch error > n:binding^1.2 & v:bind & n:hostname^0.4
        err cert date invalid, cert date invalid, sec error expired certificate, certificate has expired, expired certificate error > v:renew & n:certificate
        authorization failed, linked authorization failed, not authorized to perform, not have authorization to perform, does not have authorization to perform action, does not have permission to perform > v:assign & n:role
        vault already exist, vault name is already in use, vault name already in use > v:check & n:vault^1.2
        is deleted but recoverable, deleted but recoverable state > n:deleted & v:recover
        scope locked, following scope are locked, scope is locked > n:lock^1.2 & v:delete
        secret disabled, disabled secret > v:update & n:secret
        pending issuance, domain verification required > n:order & v:verify & n:ownership
        key error, keyerror, undefined environment variable, missing environment variable > n:appsetting & v:update^0.6
        noauth authentication required, wrongpass invalid username password pair > n:redis^1.2 & v:list^0.7 & n:key
        conflict error, name conflict > v:check^0.4
        web app is stopped, app is stopped, site is stopped > v:start & n:app
        domain not available > v:check & n:domain
        another year, one more year, another term > v:renew
        get it back > v:recover
        tls 1.0, tls 1.1, tls version > n:siteconfig & v:update^0.6
        dot com > n:domain
        who can do what, who may do what, who is allowed to do what > v:list & n:role
        how often rotated > v:list & n:version
        account at ca, ca account, digicert account > n:issuer & v:create^0.6
        manage key of storage account > v:create & n:storageaccount
        back to how it was > v:restore & n:snapshot
        save automatically, back up automatically > n:backupconfig & v:update
        automatic renewal of domain, auto renewal of the domain > n:domain & v:update & n:autorenew
        turn off automatic renewal, switch off automatic renewal > v:update & n:autorenew
        on prem server, on premises server > n:hybrid
        trust root, trust this root > v:create & n:publiccert
        """
}
