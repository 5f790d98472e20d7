using Technic.Core.Text;

namespace Technic.Core.MarketData;

/// <summary>A symbol as its text.</summary>
public sealed class SymbolConverter() : TextConverter<Symbol>(Symbol.Parse, symbol => symbol.Text);
