-- Saves for wrk, against a hall that `jiangheng load ready --seats FILE` keeps open (and, for the limit, the same with --noop):
--   wrk -t1 -c64 -d10s -s scripts/load.lua http://127.0.0.1:8090 -- FILE
-- Each line of FILE is a token, an item and one of its options. Every request takes the next candidate and a fresh number,
-- from the present second on, a hundred a second, so that a second run goes on above the first one's. One thread: each would number on its own.

local seats, at, seq = {}, 0, os.time() % 10000000 * 100

function init(args)
    for line in io.lines(args[1]) do
        local token, item, option = line:match("^(%S+) (%S+) (%S+)$")
        seats[#seats + 1] = { token, item, option }
    end
end

function request()
    at = at + 1
    if at > #seats then at, seq = 1, seq + 1 end
    local seat = seats[at]
    local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. seat[1] }
    local body = '{"seq":' .. seq .. ',"item":"' .. seat[2] .. '","answer":["' .. seat[3]
        .. '"],"client_time":"2026-08-15T09:10:11.123+08:00"}'
    return wrk.format("POST", "/api/v1/hall/responses", headers, body)
end

function done(summary)
    local refused = summary.errors.status
    io.write(string.format("%.0f answers a second, %d refused\n", summary.requests / summary.duration * 1e6, refused))
end
