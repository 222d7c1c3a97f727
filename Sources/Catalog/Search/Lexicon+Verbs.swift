extension Lexicon {
    /// What people do, and the words they use for it. In front of the bar stand words that documents use too.
    static let verbs = """
        v:list = list, enumerate | list all, show all, show me all, which, overview of, inventory, every, all, what are, what do we have, my, browse, browse through, catalogue, count, how many, see all, give me all, give me list, names of, list of, what kind of
        v:get = get, retrieve, fetch, read, show | display, view, look at, look up, details of, describe, inspect, print, download, status of, what is, tell me, is it, where is, find out, check, pull up, pull, grab, query, examine, report, learn, remaining, current value, what does it say, status, state, current state, when does, when will, how long
        v:create = create, add, new, register, install, put | make, set up, setup, generate, provision, spin up, establish, introduce, publish, upload, put in place, open, spin, stand up, bring up new, write new, build, open new, fill, mint, new
        v:update = update, modify, change, set, patch, replace | edit, adjust, alter, rename, tweak, switch, correct, configure, scale, resize, flip, write, point at, replace, set to, override, bump, amend
        v:delete = delete, remove | destroy, take out, erase, drop, get rid of, throw away, tear down, dispose of, discard, take off, take away, detach, unlink, revoke, clean up, cancel, unassign, unregister, decommission, wipe, kill, trash, nuke, ditch, purge away, get rid, clear out, take down, scrap, retract
        v:purge = purge | permanently delete, permanently remove, delete permanently, delete forever, delete for good, for good, forever, irrecoverably, permanently get rid of, permanently, irreversibly, hard delete, wipe completely, flush, clear, empty, invalidate, get rid of for good
        v:recover = recover | undelete, bring back, undo deletion, undo the deletion, get back, resurrect, un-delete, deleted by mistake, deleted by accident, accidentally deleted, restore deleted, rescue, salvage, revive, reinstate, someone removed, someone deleted, somebody removed, somebody deleted, was deleted, was removed, got deleted, been deleted, been removed, i deleted, we deleted, i removed, deleted wrong, removed wrong, threw away wrong, gone by mistake, by mistake, by accident, mistakenly, oops
        v:restore = restore | roll back to, load from backup, from its backup, from a backup
        v:backup = backup | back up, backing up, backs up, keep a copy, save a copy
        v:start = start, resume | turn on, switch on, boot, power on, bring up, launch
        v:stop = stop, suspend | turn off, switch off, shut down, shutdown, halt, pause, take offline, take down, take off, kill
        v:restart = restart, reboot, force reboot | bounce, recycle, turn off and on, off and on again, kick, power cycle, reload
        v:enable = enable | turn on, switch on, activate, allow
        v:disable = disable | turn off, switch off, deactivate, forbid, block, without deleting
        v:renew = renew | extend, prolong, before it expire, before it run out, run out, about to expire, expire soon, expire next, expire in, another year, continue another term, renewal, roll over, lapse, running out, about to lapse, coming to an end, end soon, ends soon, soon expire, expiring, next term, one more year
        v:reissue = reissue | rekey, re-key, issue again, new key pair, fresh key pair, new private key, another key pair, replace the key, private key leaked, key was leaked, key compromised, lost the private key, private key was lost, rotate the key of certificate, bigger key size, reissued, took private key, new private, key was stolen, stolen key, key lost, lost key, exposed key, key was exposed, key got exposed, different key, sha, fresh key, key size, new csr, fresh csr, new signing request
        v:verify = verify, verification | prove, confirm, re-check, recheck, check again, validate ownership, validate domain, kick off validation, check proof, re-verify, revalidate, trigger check, trigger validation
        v:validate = validate, validation | dry run, pre-flight, preflight, check beforehand, is acceptable, acceptable, before i pay, before buying, would be accepted, would azure accept, will be accepted, accept, sanity check, test purchase
        v:check = check availability, check, is available | is free, still free, still available, is taken, already taken, already in use, in use, not in use, can i use the name, anybody own, somebody own, already own, already registered, is it taken, may i use, already exist
        v:analyze = analyze | is set up right, set up right, diagnose, troubleshoot
        v:resend = resend | send again, send once more, send the email again, never received, never got, did not receive, did not arrive, never arrived, never came, mail lost, once more, sent again, deliver again, another copy of, never showed up, never turned up, did not get, not arrived, nothing arrived, no mail, got lost, another time, re-send, ask again
        v:import = import | bring in, bring an existing, bring your own, bring my own, load into, upload, upload an existing, bring
        v:export = export | dump to, extract
        v:regenerate = regenerate, regenerate key | rotate, roll, reset, renew the key, new access key, cycle, generate new, fresh, roll over key, cycle key, renew key, rotate key, new primary key, invalidate key
        v:merge = merge | combine, complete the request, finish the request, join with
        v:encrypt = encrypt | encipher
        v:decrypt = decrypt | decipher
        v:sign = sign | signing, make a signature
        v:wrap = wrap, wrap key | protect a symmetric key
        v:unwrap = unwrap, unwrap key
        v:swap = swap, slotsswap | exchange, promote, switch staging with production, promote staging, go live with staging, blue green
        v:move = move | relocate, transfer, migrate to another resource group
        v:sync = sync, synchronize | refresh from, pull in again
        v:run = run, trigger, invoke | execute, kick off, fire
        v:failover = failover | fail over
        v:test = test | try out
        v:load = load | preload, pre-load, warm up
        v:migrate = migrate
        v:clone = clone, cloneable, is cloneable | copied, duplicate, duplicated
        v:assign = assign | grant, give, hand out, permit, authorize, let read, entitle, delegate, make contributor, make reader, make owner
        v:bind = bind | attach, hook up, make answer, answer under, hook, link, connect, tie, wire, associate, point, map, serve
        v:buy = | purchase, buy, order, acquire, pay for, get me a, obtain
        v:store = store | save, keep, deposit, put into, put in, deliver, write, place, drop into, write into, hold
        v:scale = scale | resize, upgrade tier
        """

    /// Which verb of a question is answered by which verb of an operation, beyond itself, and how well.
    static let answers: [String: [String: Float]] = [
        "v:list": ["v:get": 0.55, "v:check": 0.1],
        "v:get": ["v:list": 0.6, "v:analyze": 0.3, "v:check": 0.2, "v:export": 0.4],
        "v:create": ["v:update": 0.35, "v:import": 0.5, "v:install": 0.9, "v:buy": 0.8, "v:store": 0.6, "v:regenerate": 0.3],
        "v:update": ["v:create": 0.55, "v:enable": 0.3, "v:disable": 0.3],
        "v:delete": ["v:purge": 0.35],
        "v:purge": ["v:delete": 0.4],
        "v:recover": ["v:restore": 0.6],
        "v:restore": ["v:recover": 0.6, "v:import": 0.3],
        "v:enable": ["v:start": 0.5, "v:update": 0.7, "v:create": 0.5],
        "v:disable": ["v:stop": 0.5, "v:update": 0.75],
        "v:start": ["v:enable": 0.5, "v:run": 0.7, "v:resume": 1, "v:update": 0.5],
        "v:stop": ["v:disable": 0.6, "v:suspend": 1, "v:update": 0.55],
        "v:verify": ["v:validate": 0.6, "v:check": 0.5, "v:analyze": 0.4],
        "v:validate": ["v:verify": 0.5, "v:check": 0.6],
        "v:check": ["v:validate": 0.6, "v:analyze": 0.6, "v:get": 0.5, "v:verify": 0.5],
        "v:analyze": ["v:check": 0.6, "v:validate": 0.4, "v:get": 0.5],
        "v:import": ["v:create": 0.75, "v:restore": 0.3],
        "v:export": ["v:get": 0.6, "v:backup": 0.6],
        "v:regenerate": ["v:reissue": 0.5, "v:update": 0.5, "v:create": 0.4],
        "v:renew": ["v:reissue": 0.2, "v:update": 0.3],
        "v:assign": ["v:create": 0.9, "v:update": 0.7],
        "v:bind": ["v:create": 0.9, "v:update": 0.5],
        "v:buy": ["v:create": 0.7],
        "v:store": ["v:create": 0.9, "v:update": 0.6, "v:import": 0.6],
        "v:scale": ["v:update": 0.9, "v:create": 0.6],
        "v:run": ["v:start": 0.8],
        "v:restart": ["v:start": 0.3],
        "v:swap": ["v:move": 0.2],
    ]
}
