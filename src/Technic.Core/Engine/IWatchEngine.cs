using Technic.Core.Watches;

namespace Technic.Core.Engine;

/// <summary>Lists of symbols and watches. An engine implements it beside <see cref="IScanEngine"/> if it keeps them.</summary>
public interface IWatchEngine
{
    /// <summary>The lists and watches; <c>null</c> if the store of the engine cannot keep them.</summary>
    IWatches? Watches { get; }
}
