-- For wrk: products by random id, after one pass over all of them. Arguments: a file of ids, each with its entity tag behind a tab;
-- the path, with an id in place of its {id}; "match" to send the tag in If-None-Match. What was measured is printed as a line of JSON.
local requests, sent = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local id, tag = line:match("^(%d+)\t(.*)$")
    if args[3] == "match" then wrk.headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format("GET", (args[2]:gsub("{id}", id)))
  end
  math.randomseed(tonumber(args[4] or 1))
end

function request()
  sent = sent + 1
  return requests[sent <= #requests and sent or math.random(#requests)]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('{"requests":%d,"seconds":%.6f,"bytes":%d,"errors":%d,"p50":%d,"p99":%d}', summary.requests, summary.duration / 1e6,
    summary.bytes, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
