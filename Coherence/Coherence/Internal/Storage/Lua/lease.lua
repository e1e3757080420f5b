-- KEYS  1 lease
-- ARGV  1 epoch, 2 token, 3 lease time in ms, 4 "1" to renew only
-- Returns 1 where the caller holds the lease.

return take_lease(KEYS[1], call('MGET', KEYS[1])[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1')
