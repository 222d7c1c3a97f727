extension Lexicon {
    /// What people do, and the words they use for it. In front of the bar stand words that documents use too.
    static let verbs = """
        v:list = list, enumerate | list all, show all, show me all, which, overview of, inventory, every^0.5, all, what are, what do we have, my, browse, browse through, catalogue, count, how many, see all, give me all, give me list, names of, list of, what kind of, inventory of, registered, configured, on file, of every^0.5, each of^0.5, entire list, everything that, all past, what kinds, enumeration, compare, tally, tabulate, itemize, itemise, catalog, survey, audit^0.6
        v:get = get, retrieve, fetch, read, show | display, view, look at, look up, details of, describe, inspect, print, download, status of, what is, tell me, is it, where is, find out, check, pull up, pull, grab, query, examine, report, learn, remaining, current value, what does it say, status, state, current state, when does, when will, how long, see what, see value, output, look into, see whether, what does, dig out, reveal, shown, what is stored, lookup, see current, out of vault, review, investigate, track^0.6, monitor^0.6, observe, receive^0.5, view details, double-check
        v:create = create, add, new, register, install, put | make, set up, setup, generate, provision, spin up, establish, introduce, publish, upload, put in place, open, spin, stand up, bring up new, write new, build, open new, fill, mint, new, define, produce, craft, roll out, allocate, reserve, declare, ask for new, request new, needs its own, add another, template for, mount, we need a, host zone, host dns, need new, set up new, append, insert, include^0.7, post^0.6, inject, assemble, construct, enter^0.5, hand in
        v:update = update, modify, change, set, patch, replace | edit, adjust, alter, rename, tweak, switch, correct, configure, scale, resize, flip, write, point at, replace, set to, override, bump, amend, raise, lower, increase, decrease, bring up to date, convert, fix, put another, put different, reconfigure, change over, minimum, lower the, bigger, smaller, larger, fewer, less, more of, patched on, stay with, switch off renewal, turn off automatic renewal, turn off auto, point to another, tune, mend, repair, refresh^0.6, reduce, substitute, relabel, retitle, tag^0.6, label^0.6, annotate, toggle^0.7, restrict^0.6, redo, revise, turn into
        v:delete = delete, remove | destroy, take out, erase, drop, get rid of, throw away, tear down, dispose of, discard, take off, take away, detach, unlink, revoke, clean up, cancel, unassign, unregister, decommission, wipe, kill, trash, nuke, ditch, purge away, get rid, clear out, take down, scrap, retract, strip, free up, no longer need, not needed, not need anymore, obsolete, stale, unused, should go, must go, has to go, can go, unbind, untie, unhook, disconnect, disassociate, cluttering, clutter, throw out, axe, abolish, rid, shed, retire, terminate, withdraw, be gone, sunset, no longer used, not used anymore, prune, do away with, eliminate, cut off, abort, nobody should get, cancel the running, call off, release from, release domainname, uninstall, deinstall, take away from, junk, chuck, toss, bury, unmount, unplug, decouple, relinquish, rescind, void, nullify, annul, expel, oust, evict, eject, no longer want, not want anymore, not wanted anymore, should no longer, must no longer, shall no longer
        v:purge = purge | permanently delete, permanently remove, delete permanently, delete forever, delete for good, for good, forever, irrecoverably, permanently get rid of, permanently, irreversibly, hard delete, wipe completely, flush, clear, empty^0.6, invalidate, get rid of for good, for real, irrevocably, once and for all, for ever, completely gone, vanish, erase permanently, reuse the name, reuse name, free the name, really gone, destroy permanently, beyond recovery, unrecoverable, wipe, scrub, expunge
        v:recover = recover | undelete, bring back, undo deletion, undo the deletion, get back, resurrect, un-delete, deleted by mistake, deleted by accident, accidentally deleted, restore deleted, rescue, salvage, revive, reinstate, someone removed, someone deleted, somebody removed, somebody deleted, was deleted, was removed, got deleted, been deleted, been removed, i deleted, we deleted, i removed, deleted wrong, removed wrong, gone by mistake, by mistake, by accident, mistakenly, oops, gone, brought back, be brought back, bring it back, get it back, want back, undo, threw out, thrown away, thrown out, cleaned up, cleaned away, lost by accident, restored, have restored, un-remove, accidentally removed, accidentally dropped, still be saved, recoverable state, deleted but recoverable
        v:restore = restore | roll back to, load from backup, from its backup, from a backup, load from its backup, roll content back, roll back, back to how it was, revert, go back to, return to
        v:backup = backup | back up, backing up, backs up, keep a copy, save a copy, copy in a file, copy of the secret, full copy, copy of site, return to present state, back it up, keep full copy
        v:start = start, resume | turn on, switch on, boot, power on, bring up, launch, is stopped, been stopped, bring back online, back online, wake up, get running, wake, awaken, unpause, unfreeze, bring back up, back up again^0.6, start again^0.6, power up
        v:stop = stop, suspend | turn off, switch off, shut down, shutdown, halt, pause, take offline, take down, take off, kill, taken offline, close down, bring down, put to sleep, offline, hibernate, sleep, cease, quit, interrupt, shut
        v:restart = restart, reboot, force reboot | bounce, recycle, turn off and on, off and on again, kick, power cycle, reload, hangs, hang, hung, stuck, frozen, unresponsive, wedged, not responding, restarting, bounce all, bounce everything, restart everything, rollout restart, reinitialize, restart again
        v:enable = enable | turn on, switch on, activate, allow, switch back on, turned on, be switched on, put on, switch it on, back on, make active
        v:disable = disable | turn off, switch off, deactivate, forbid, block, without deleting, switched off, be switched off, take out of service, deny, ban, lock out, must not be usable, unusable
        v:renew = renew | extend, prolong, before it expire, before it run out, run out, about to expire, expire soon, expire next, expire in, another year, continue another term, renewal, roll over, lapse, running out, about to lapse, coming to an end, end soon, ends soon, soon expire, expiring, next term, one more year, another term, next period, another period, one more term, additional year, for another year, carry on with, nearly over, almost over, keep alive, keep going, keep valid, stay valid, remain valid, runs till, runs until, valid till, valid until, reach its end, reaches its end, past its end, ran out, ran past, will end, expired^0.8, out of date, outdated^0.6, continue, prolongation, before it ends, not lapse, few days left, days left, thirty days, going to end, date invalid, not expire, runs out soon, lengthen, extend the term, keep it from expiring
        v:reissue = reissue | rekey, re-key, issue again, new key pair, fresh key pair, new private key, another key pair, replace the key, private key leaked, key was leaked, key compromised, lost the private key, private key was lost, rotate the key of certificate, bigger key size, reissued, new private, key was stolen, stolen key, key lost, lost key, exposed key, key was exposed, key got exposed, different key, sha, fresh key, key size, new csr, fresh csr, new signing request, replace private key, replace key, swap key, swap key material, swap the key, key material, new keys, fresh keys, fresh key material, exchange the key, exchange key, change the key, change key, leaked, leak, compromised, compromise, copy of key, copied key, weak key, key is weak, newly generated key, got hold of the key, key exposed, stolen, replaced with a new key, rekeyed, another csr, other csr
        v:verify = verify, verification | prove, confirm, re-check, recheck, check again, validate ownership, validate domain, kick off validation, check proof, re-verify, revalidate, trigger check, trigger validation, look at my domain again, domain verification required, look again, check domain, checking again, certify, attest, vouch
        v:validate = validate, validation | dry run, pre-flight, preflight, check beforehand, is acceptable, acceptable, before i pay, before buying, would be accepted, will be accepted, accept, sanity check, test purchase
        v:check = check availability, check, is available | is free, still free, still available, is taken, already taken, already in use, in use, not in use, can i use the name, anybody own, somebody own, already own, already registered, is it taken, may i use, already exist, name taken, taken the name, has taken, anybody taken, already exists, still free to, globally unique, not available, name available, free name, free to register, still to be had, can be registered, name conflict, alreadyexists, still possible, is possible, can i have, may i have, to be had, still be had, name free, name still free, is name free
        v:analyze = analyze | is set up right, set up right, diagnose, troubleshoot, debug, probe^0.5
        v:resend = resend | send again, send once more, send the email again, never received, never got, did not receive, did not arrive, never arrived, never came, mail lost, once more, sent again, deliver again, another copy of, never showed up, never turned up, did not get, not arrived, nothing arrived, no mail, got lost, another time, re-send, ask again, inbox empty, second time, never saw, lost in spam, send anew, mail missing, did not come, not received, send another, not arrive, retransmit, repeat^0.6, go out again, out again, never reached, not reached
        v:import = import | bring in, bring an existing, bring your own, bring my own, load into, upload, upload an existing, bring, fill from file, fill from, rdb file, ingest
        v:export = export | dump to, extract, get out as file, dump, dump the cache, unload, written to, write it to, write them to, snapshot export, bulk export
        v:regenerate = regenerate, regenerate key | rotate, roll, reset, renew the key, new access key, cycle, generate new, fresh, roll over key, cycle key, renew key, rotate key, new primary key, invalidate key, different primary key, different secondary key
        v:merge = merge | combine, complete the request, finish the request, join with
        v:encrypt = encrypt | encipher, scramble, cipher text, encode secretly
        v:decrypt = decrypt | decipher, unscramble
        v:sign = sign | signing, make a signature, rs256, es256, ps256, digital signature
        v:wrap = wrap, wrap key | protect a symmetric key, protect a data key, protect data key, protect key with key, wrap a key, wrap dek, dek
        v:unwrap = unwrap, unwrap key | unwrap dek, stored wrapped, open the wrapped, unlock data key
        v:swap = swap, slotsswap | exchange, promote, switch staging with production, promote staging, go live with staging, blue green, becomes prod, become prod, becomes production, become production, goes to production, go to production, into production, release to production, make live, goes live, put live, switch slots, exchange slots, cut over, cutover, flip staging, without downtime^0.6, trade
        v:move = move | relocate, transfer, migrate to another resource group, shift, shift over, other resource group, move over, transport
        v:sync = sync, synchronize | refresh from, pull in again, newest commit, fetch the newest, pull newest, pull the latest, synchronise
        v:run = run, trigger, invoke | execute, kick off, fire, right now, kick off job, start the job, perform
        v:failover = failover | fail over, paired region, disaster drill, switch to paired region, switch to other region, disaster, disaster recovery
        v:test = test | try out, try whether, try if, would match, simulate, try^0.5
        v:load = load | preload, pre-load, warm up, warm, prewarm, fill the edge, prefetch
        v:migrate = migrate
        v:clone = clone, cloneable, is cloneable | copied, duplicate, duplicated, could be duplicated, be duplicated, duplicate app
        v:assign = assign | grant, give, hand out, permit, authorize, let read, entitle, delegate, make contributor, make reader, make owner, needs contributor, needs reader, needs owner, needs access, needs permission, needs role, let in, let it in, give access, given access, tell about, give role, role to, empower, authorise, allot, share^0.4
        v:bind = bind | attach, hook up, make answer, answer under, hook, link, connect, tie, wire, associate, point, map, serve, tied to, tie to, lead to, leads to, reachable under, answer on, answers on, respond to, responds to, hook to, hook the hostname, attach to, connect with, resolve to, open under, not tied, join, joined to, served by
        v:buy = | purchase, buy, order, acquire, pay for, get me a, obtain, paid certificate, get a certificate, get a cert, need a certificate, need a cert, would like a certificate, obtain a certificate, request a certificate, want a certificate, procure, subscribe, book, get certificate, apply for, lease, rent
        v:store = store | save, keep^0.7, deposit, put into, put in, deliver, write, place^0.6, drop into, write into, hold, lands in, land in, lands there, be kept, kept in, should be kept, put away, file away, lodge, bring into, stash, archive, preserve, retain
        v:scale = scale | resize, upgrade tier, scale out, scale up, scale in, scale down, upgrade^0.8, downgrade, more instances, more machines, bigger machine, bigger instance, too small, beefier, more power, vertical scaling, grow, shrink, enlarge, downsize, boost, expand, widen, double^0.6
        v:approve = approve, reject | accept the request, decline, let through, acknowledge, dismiss^0.6
        v:suspend = suspend | put to sleep, hibernate, sleep over
        """

    /// Which verb of a question is answered by which verb of an operation, beyond itself, and how well.
    static let answers: [String: [String: Float]] = [
        "v:list": ["v:get": 0.55, "v:check": 0.1],
        "v:get": ["v:list": 0.6, "v:analyze": 0.3, "v:check": 0.2, "v:export": 0.4],
        "v:create": ["v:update": 0.35, "v:import": 0.5, "v:install": 0.9, "v:buy": 0.8, "v:store": 0.6, "v:regenerate": 0.5],
        "v:update": ["v:create": 0.55, "v:enable": 0.3, "v:disable": 0.3, "v:regenerate": 0.5],
        "v:delete": ["v:purge": 0.35],
        "v:purge": ["v:delete": 0.4],
        "v:recover": ["v:restore": 0.6],
        "v:restore": ["v:recover": 0.6, "v:import": 0.3],
        "v:enable": ["v:start": 0.5, "v:update": 0.7, "v:create": 0.5],
        "v:disable": ["v:stop": 0.5, "v:update": 0.75],
        "v:start": ["v:enable": 0.5, "v:run": 0.7, "v:resume": 1, "v:update": 0.5],
        "v:stop": ["v:disable": 0.6, "v:suspend": 1, "v:update": 0.55],
        "v:verify": ["v:validate": 0.6, "v:check": 0.5, "v:analyze": 0.4],
        "v:validate": ["v:verify": 0.5, "v:check": 0.6, "v:analyze": 0.6],
        "v:check": ["v:validate": 0.6, "v:analyze": 0.6, "v:get": 0.5, "v:verify": 0.5],
        "v:analyze": ["v:check": 0.6, "v:validate": 0.4, "v:get": 0.5],
        "v:import": ["v:create": 0.75, "v:restore": 0.3],
        "v:export": ["v:get": 0.6, "v:backup": 0.6],
        "v:regenerate": ["v:reissue": 0.5, "v:update": 0.5, "v:create": 0.4],
        "v:renew": ["v:reissue": 0.2, "v:update": 0.3],
        "v:assign": ["v:create": 0.9, "v:update": 0.7],
        "v:bind": ["v:create": 0.9, "v:update": 0.5],
        "v:approve": ["v:update": 0.7, "v:create": 0.6],
        "v:buy": ["v:create": 0.7],
        "v:store": ["v:create": 0.9, "v:update": 0.6, "v:import": 0.6],
        "v:scale": ["v:update": 0.9, "v:create": 0.6],
        "v:run": ["v:start": 0.8],
        "v:restart": ["v:start": 0.3],
        "v:swap": ["v:move": 0.2],
    ]
}
