using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The persisted document of a grain that belongs to a user. Unlike a <see cref="SoftState"/>, it is not replaceable: what cannot be stored
/// is an error of the call, and a document that is not readable stays as it is. Used within one grain, one call at a time.
/// </summary>
/// <param name="name">The name of the state, which is a part of its identity in the database.</param>
/// <param name="grain">The grain.</param>
/// <param name="storage">Where the state is persisted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DurableDocument(
    string name, Grain grain, IGrainStorage storage, TimeProvider time, ILogger logger)
{
    private GrainState<DocumentState> _row = new();
    private bool _isRead;

    /// <summary>The content; <c>null</c> if there is none. Known after <see cref="ReadAsync"/>.</summary>
    public byte[]? Payload { get; private set; }

    /// <summary>The version of the content in the database; <c>null</c> if it was never written.</summary>
    public string? Version => _row.ETag;

    private string Title => UserRecords.TitleOf(grain.GetPrimaryKeyString());

    /// <summary>
    /// Reads the document, each time, because another cluster may share it. While the database fails, what was read before counts.
    /// </summary>
    /// <exception cref="HistoryStoreException">It is not readable, and was not read before.</exception>
    public async ValueTask ReadAsync()
    {
        var row = new GrainState<DocumentState>();
        try
        {
            await RunAsync(() => storage.ReadStateAsync(name, grain.GetGrainId(), row), "read");
        }
        catch (HistoryStoreException) when (_isRead)
        {
            return;
        }
        if (row is { RecordExists: true, State.IsDamaged: true })
            throw new HistoryStoreException($"The stored {Title} has an unknown layout. It was not changed.");
        (_row, _isRead) = (row, true);
        Payload = row is { RecordExists: true, State: { } stored } ? stored.Payload.ToArray() : null;
    }

    /// <summary>Replaces the document that was read, or removes it with <c>null</c>.</summary>
    /// <returns>Whether it was; otherwise another activation has written it, and it is unknown until it is read again.</returns>
    /// <exception cref="HistoryStoreException">It is unknown whether it was stored; read it again.</exception>
    public async ValueTask<bool> TryWriteAsync(byte[]? payload)
    {
        _isRead = false;
        _row.State = new DocumentState { Payload = payload ?? [], FetchedAt = time.GetUtcNow() };
        try
        {
            await RunAsync(
                () => payload is null
                    ? storage.ClearStateAsync(name, grain.GetGrainId(), _row)
                    : storage.WriteStateAsync(name, grain.GetGrainId(), _row),
                "written");
        }
        catch (InconsistentStateException)
        {
            return false;
        }
        (Payload, _isRead) = (payload, true);
        return true;
    }

    private async Task RunAsync(Func<Task> operation, string verb)
    {
        try
        {
            await operation();
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or HistoryStoreException or InconsistentStateException))
        {
            LogFailed(name, grain.GetGrainId(), verb, problem);
            throw new HistoryStoreException(
                $"The stored {Title} cannot be {verb} now. See the log of the silo for details.", problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "State {Name} of {Grain} was not {Verb}")]
    private partial void LogFailed(string name, GrainId grain, string verb, Exception problem);
}
