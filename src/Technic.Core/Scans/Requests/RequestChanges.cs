using System.Collections.Immutable;
using Technic.Core.Market;

namespace Technic.Core.Scans.Requests;

/// <summary>
/// What somebody said about a scan: values of some of a request's fields. A preset, a saved request and the options of a command line are such changes;
/// applied one after the other, the last one that says something holds.
/// </summary>
public sealed record RequestChanges
{
    private ImmutableDictionary<RequestField, object> Values { get; init; } = ImmutableDictionary<RequestField, object>.Empty;

    /// <summary>Tickers to scan. Whoever knows what they are called fills in the listings.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>A file with symbols to scan (<see cref="UniverseFile"/>). It is not opened here.</summary>
    public string? UniverseFile { get; init; }

    /// <summary>All that a saved request says, its symbols left out.</summary>
    public static RequestChanges Of(ScanRequest request) =>
        RequestField.All.Where(field => field.Declared.IsSaved).Aggregate(new RequestChanges(), (changes, field) => changes.With(field, field.Get(request)));

    /// <summary>What is said of a field; <c>null</c> for nothing.</summary>
    public object? ValueOf(RequestField field) => Values.GetValueOrDefault(field);

    /// <summary>The changes with the value of a field; <c>null</c> says nothing.</summary>
    public RequestChanges With(RequestField field, object? value) => value is null ? this : this with { Values = Values.SetItem(field, value) };

    /// <summary>The request with what is said here, its symbols left as they are.</summary>
    public ScanRequest ApplyTo(ScanRequest request) => Values.Aggregate(request, (changed, value) => value.Key.Set(changed, value.Value));
}
