using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>Serialises a symbol as its text.</summary>
public sealed class SymbolConverter() : TextConverter<Symbol>(Symbol.Parse, symbol => symbol.Text);
