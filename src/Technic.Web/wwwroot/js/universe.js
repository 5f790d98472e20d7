// Reads a symbol list from a CSV file in the browser. Only the symbols are sent to the server.

const names = {
  symbol: "symbol", ticker: "symbol", name: "name", exchange: "exchange", sector: "sector", industry: "industry", marketcap: "marketCap",
};
// The server translates tickers into the notation of the provider: BRK/B, BAC^L, NASDAQ:AAPL, $AAPL.
const symbolForm = /^\$?(?:[A-Za-z ]{2,20}:)?[A-Za-z0-9](?:[./^$+=_ -]?[A-Za-z0-9])*[+=^]?$/;

/** @returns {{name: string, listings: object[], dropped: number}} @throws {Error} with a message if the file is invalid */
export function readUniverse(fileName, content) {
  const [header, ...records] = parse(content.replace(/^\uFEFF/, ""));
  const fields = (header ?? []).map((title) => names[title.toLowerCase().replace(/[^a-z]/g, "")]);
  if (!fields.includes("symbol")) throw new Error(`${fileName}: missing column 'symbol' in the first line.`);
  const listings = [];
  let dropped = 0;
  for (const record of records) {
    const listing = {};
    record.forEach((value, i) => {
      const field = fields[i];
      if (!field || value === "") return;
      if (field === "marketCap") listing.marketCap = Number(value) || undefined;
      else listing[field] = value;
    });
    listing.symbol = listing.symbol?.trim();
    if (listing.symbol && listing.symbol.length <= 32 && symbolForm.test(listing.symbol)) listings.push(listing);
    else dropped++;
  }
  if (listings.length === 0) throw new Error(`${fileName} contains no symbols.`);
  return { name: fileName, listings, dropped };
}

/** Parses CSV (RFC 4180). */
function parse(content) {
  const records = [];
  let record = [];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/y;
  while (field.lastIndex < content.length) {
    const [, value, end] = field.exec(content) ?? [null, "", ""];
    record.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
    if (end === "") break;
  }
  return records;
}
