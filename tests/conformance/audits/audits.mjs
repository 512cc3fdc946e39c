// Prints what each audit of graphql-http found about the server at an address, as JSON.
import { serverAudits } from 'graphql-http'

const [url] = process.argv.slice(2)
const found = []
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const { id, name, status, reason } = await audit.fn()
  found.push({ id, name, status, reason })
}
console.log(JSON.stringify(found))
