using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Core.Watches;
using Technic.Web.Requests;

namespace Technic.Web.Client;

/// <summary>The lists and watches of a server. If it does not answer, every call throws a <see cref="ScanFailedException"/>.</summary>
/// <param name="server">The server.</param>
internal sealed class ServerWatches(ServerEngine server) : IWatches
{
    private static readonly Func<JsonElement, SymbolList> ReadList =
        json => Read(json, WatchDocuments.Default.SymbolListDocument).ToList();

    private static readonly Func<JsonElement, WatchState> ReadWatch = json => Read(json, WatchDocuments.Default.WatchDocument).ToState();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) =>
        server.AskAsync<IReadOnlyList<SymbolList>>(HttpMethod.Get, "api/lists", json => ReadAll(json, ReadList), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        server.FindAsync(HttpMethod.Get, ListOf(name), ReadList, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        server.AskAsync(
            HttpMethod.Put, ListOf(name), ReadList, cancellationToken, json =>
            {
                WriteSymbols(json, SavedFields.Symbols, symbols);
                json.WriteString(SavedFields.Note, note);
            });

    /// <inheritdoc/>
    public ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) =>
        server.AskAsync(
            HttpMethod.Patch, ListOf(name), ReadList, cancellationToken, json =>
            {
                WriteSymbols(json, SavedFields.Add, added);
                WriteSymbols(json, SavedFields.Remove, removed);
            });

    /// <inheritdoc/>
    public ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) =>
        server.DeleteAsync(ListOf(name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken) =>
        server.AskAsync<IReadOnlyList<WatchState>>(HttpMethod.Get, "api/watches", json => ReadAll(json, ReadWatch), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken) =>
        server.FindAsync(HttpMethod.Get, WatchOf(name), ReadWatch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken) =>
        server.AskAsync(
            HttpMethod.Put, WatchOf(name), ReadWatch, cancellationToken, json =>
            {
                json.WritePropertyName(SavedFields.Scan);
                scan.Write(json);
                json.WriteString(SavedFields.Note, note);
            });

    /// <inheritdoc/>
    public ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken) =>
        server.DeleteAsync(WatchOf(name), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken)
    {
        if (await server.FindAsync(HttpMethod.Post, $"{WatchOf(name)}/check", ReadWatch, cancellationToken).ConfigureAwait(false)
            is { } state) return state;
        var states = await GetWatchesAsync(cancellationToken).ConfigureAwait(false);
        throw new ScanRequestException(SavedName.Unknown(Watch.Kind, name, [.. states.Select(each => each.Watch.Name)]));
    }

    private static string ListOf(string name) => $"api/lists/{Uri.EscapeDataString(name)}";

    private static string WatchOf(string name) => $"api/watches/{Uri.EscapeDataString(name)}";

    private static void WriteSymbols(Utf8JsonWriter json, string field, IReadOnlyList<Symbol> symbols)
    {
        json.WriteStartArray(field);
        foreach (var symbol in symbols) json.WriteStringValue(symbol.Text);
        json.WriteEndArray();
    }

    private static T[] ReadAll<T>(JsonElement json, Func<JsonElement, T> read) => [.. json.EnumerateArray().Select(read)];

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type) where T : class =>
        json.Deserialize(type) ?? throw new JsonException("The document is empty.");
}
