using System.Collections.Immutable;
using Technic.Core.Market;

namespace Technic.Core.Scans.Requests;

/// <summary>
/// Changes to a scan request: values for some of its fields, for example from a preset, a saved request or the options of a command line.
/// If several changes are applied, the last value of a field is used.
/// </summary>
public sealed record RequestChanges
{
    private ImmutableDictionary<RequestField, object> Values { get; init; } = ImmutableDictionary<RequestField, object>.Empty;

    /// <summary>Tickers to scan. The caller adds the listings.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>A file with symbols to scan (<see cref="UniverseFile"/>). It is not opened here.</summary>
    public string? UniverseFile { get; init; }

    /// <summary>All values of a saved request, without its symbols.</summary>
    public static RequestChanges Of(ScanRequest request) =>
        RequestField.All.Where(field => field.Declared.IsSaved)
            .Aggregate(new RequestChanges(), (changes, field) => changes.With(field, field.Get(request)));

    /// <summary>The value of a field; <c>null</c> for none.</summary>
    public object? ValueOf(RequestField field) => Values.GetValueOrDefault(field);

    /// <summary>The changes with the value of a field; unchanged for <c>null</c>.</summary>
    public RequestChanges With(RequestField field, object? value) =>
        value is null ? this : this with { Values = Values.SetItem(field, value) };

    /// <summary>These changes and later ones, which override them. Symbols and a file of symbols replace each other.</summary>
    public RequestChanges With(RequestChanges later)
    {
        var hasSymbols = later.Symbols is not null || later.UniverseFile is not null;
        return new RequestChanges
        {
            Values = Values.SetItems(later.Values),
            Symbols = hasSymbols ? later.Symbols : Symbols,
            UniverseFile = hasSymbols ? later.UniverseFile : UniverseFile,
        };
    }

    /// <summary>The request with these values; its symbols are unchanged.</summary>
    public ScanRequest ApplyTo(ScanRequest request) => Values.Aggregate(request, (changed, value) => value.Key.Set(changed, value.Value));
}
