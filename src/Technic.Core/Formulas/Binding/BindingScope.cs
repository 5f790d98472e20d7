using Technic.Core.Market;

namespace Technic.Core.Formulas.Binding;

/// <summary>The bars that a part of a formula is about; all <c>null</c> for those of the scanned symbol.</summary>
/// <param name="Timeframe">A longer timeframe.</param>
/// <param name="Symbol">Another symbol.</param>
/// <param name="Group">An index of symbols.</param>
internal sealed record BindingScope(Timeframe? Timeframe = null, Symbol? Symbol = null, Group? Group = null)
{
    /// <summary>The symbol's own bars.</summary>
    public static BindingScope Own { get; } = new();

    public bool IsOwn => this == Own;
}
