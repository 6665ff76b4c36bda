-- For wrk: asks the queries of a file, one after the other, all over again.
local lines, place = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do lines[#lines + 1] = line end
end

function request()
  place = place % #lines + 1
  return wrk.format("GET", wrk.path .. "?" .. lines[place],
                    {["Accept"] = "application/sparql-results+json"})
end
