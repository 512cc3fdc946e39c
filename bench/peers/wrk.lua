-- Ask with the bodies of a file, line by line from a given line on and round again; tell the
-- figures as JSON in a line of their own.
local bodies, at = {}, 0

function init(arguments)
  if not arguments[1] then return end
  for line in io.lines(arguments[1]) do bodies[#bodies + 1] = line end
  at = tonumber(arguments[2])
  for number, body in ipairs(bodies) do
    bodies[number] = wrk.format("POST", nil, { ["content-type"] = "application/json" }, body)
  end
end

function request()
  if #bodies == 0 then return wrk.format("GET") end
  at = at + 1
  return bodies[at % #bodies + 1]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    'FIGURES {"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p99": %d, "bytes": %d}\n',
    summary.requests, summary.duration,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout,
    latency:percentile(50), latency:percentile(99), summary.bytes))
end
