using Technic.Core.Engine;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Web.Scans;

/// <summary>The lists and watches of an engine.</summary>
internal static class EngineWatches
{
    /// <summary>The lists and watches.</summary>
    /// <exception cref="UnsupportedByEngineException">The engine keeps none.</exception>
    public static IWatches GetWatches(this IScanEngine engine) => engine is IWatchEngine { Watches: { } watches }
        ? watches : throw new UnsupportedByEngineException("The engine of this server keeps no lists and watches.");

    /// <summary>One sentence about a list that does not exist.</summary>
    public static async ValueTask<string> UnknownListAsync(this IWatches watches, string name, CancellationToken cancellationToken)
    {
        var lists = await watches.GetListsAsync(cancellationToken).ConfigureAwait(false);
        return SavedName.Unknown(SymbolList.Kind, name, [.. lists.Select(list => list.Name)]);
    }

    /// <summary>One sentence about a watch that does not exist.</summary>
    public static async ValueTask<string> UnknownWatchAsync(this IWatches watches, string name, CancellationToken cancellationToken)
    {
        var all = await watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false);
        return SavedName.Unknown(Watch.Kind, name, [.. all.Select(state => state.Watch.Name)]);
    }
}
