using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Technic.Cluster.Grains;

/// <summary>What an activation has in memory of a <see cref="BackgroundState{T}"/>.</summary>
internal interface IBackgroundContent<T>
{
    /// <summary>Takes over what is stored.</summary>
    /// <param name="stored">The state; <c>null</c> if there is none.</param>
    void Merge(T? stored);

    /// <summary>The state to write.</summary>
    T Capture();

    /// <summary>A state was written.</summary>
    void Written(T state);
}

/// <summary>
/// The state of a grain whose calls do not depend on the database: it is read once, and written after the answers, one write at a time.
/// Unlike <c>[PersistentState]</c>, a database that fails never fails a call. Used within one grain.
/// </summary>
/// <param name="name">The name of the state, which is a part of its identity in the database.</param>
/// <param name="grain">The grain.</param>
/// <param name="storage">Where the state is persisted.</param>
/// <param name="content">What the activation has.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BackgroundState<T>(
    string name, Grain grain, IGrainStorage storage, IBackgroundContent<T> content, ILogger logger)
    where T : class, new()
{
    private GrainState<T> _row = new();
    private Task? _reading;
    private Task _writing = Task.CompletedTask;
    private bool _isRead;
    private bool _isChanged;

    /// <summary>Reads the state, once; callers share one read. Afterwards it may still be unknown, because the database fails.</summary>
    public async Task ReadAsync()
    {
        if (!_isRead) await (_reading ??= ReadRowAsync());
    }

    /// <summary>Writes the state, after the write that is running. What cannot be written is written with the next call.</summary>
    public Task PersistAsync()
    {
        _isChanged = true;
        if (_writing.IsCompleted) _writing = WriteAsync();
        return _writing;
    }

    /// <summary>Completes what is not written, for the end of an activation.</summary>
    public Task FlushAsync() => _isChanged ? PersistAsync() : _writing;

    private async Task ReadRowAsync()
    {
        // Otherwise a read that fails at once would be the running one for ever.
        await Task.Yield();
        try
        {
            var row = new GrainState<T>();
            await storage.ReadStateAsync(name, grain.GetGrainId(), row);
            (_row, _isRead) = (row, true);
            content.Merge(row is { RecordExists: true, State: { } stored } ? stored : null);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(name, problem.Message);
        }
        finally
        {
            _reading = null;
        }
    }

    private async Task WriteAsync()
    {
        while (_isChanged)
        {
            await ReadAsync();
            if (!_isRead) return;
            _isChanged = false;
            try
            {
                var state = content.Capture();
                _row.State = state;
                await storage.WriteStateAsync(name, grain.GetGrainId(), _row);
                content.Written(state);
            }
            catch (InconsistentStateException)
            {
                // Another activation has written it: read it, and write again.
                (_isRead, _isChanged) = (false, true);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Whether it was written after all is unknown, and so is the version.
                (_isRead, _isChanged) = (false, true);
                LogNotWritten(name, problem.Message);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "State {Name} cannot be read now: {Problem}")]
    private partial void LogNotRead(string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State {Name} was not stored; the next change stores it: {Problem}")]
    private partial void LogNotWritten(string name, string problem);
}
