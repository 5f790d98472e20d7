using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The persisted document of a grain, of which the activation has the current copy. Unlike <c>[PersistentState]</c>, a database that fails
/// never fails a call: the state is read when it is needed instead of at activation, and a write that fails is repeated with growing delays
/// for an hour, while the activation stays and answers with what it has. Used within one grain.
/// </summary>
/// <param name="name">The name of the state, which is a part of its identity in the database.</param>
/// <param name="grain">The grain.</param>
/// <param name="storage">Where the state is persisted.</param>
/// <param name="merge">
/// Decides between a stored document and the activation's own, in this order, when another activation has written meanwhile.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class SoftState(
    string name, Grain grain, IGrainStorage storage, Func<DocumentState, DocumentState, DocumentState> merge,
    TimeProvider time, ILogger logger)
{
    /// <summary>The first delay; each is twice the one before, up to <see cref="LongestDelay"/>.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a write is repeated. What is not stored then lasts as long as the activation, and is requested again after it.
    /// </summary>
    public static readonly TimeSpan RetryLimit = TimeSpan.FromHours(1);

    private GrainState<DocumentState> _row = new();
    private bool _isRowKnown;
    private bool _isRead;
    private bool _isOwn;
    private bool _isUnsaved;
    private Task? _reading;
    private Task _writing = Task.CompletedTask;
    private IGrainTimer? _retry;
    private TimeSpan _delay = FirstDelay;
    private long _failingSince;

    /// <summary>The document; <c>null</c> when there is none, or before it was read.</summary>
    public DocumentState? Value { get; private set; }

    /// <summary>Reads the document, once an activation: <see cref="StoreOutcome.Found"/>, <see cref="StoreOutcome.Missing"/> or, while the
    /// database fails, <see cref="StoreOutcome.Unavailable"/>.</summary>
    public async ValueTask<StoreOutcome> ReadAsync()
    {
        if (!_isOwn) await TryReadAsync();
        return Value is not null ? StoreOutcome.Found : _isRead || _isOwn ? StoreOutcome.Missing : StoreOutcome.Unavailable;
    }

    /// <summary>Reads the document, once an activation, also when the activation has one of its own.</summary>
    /// <returns>Whether it has been read, so that nothing that is stored is unknown.</returns>
    public async ValueTask<bool> TryReadAsync()
    {
        if (!_isRead) await ReadOnceAsync();
        return _isRead;
    }

    /// <summary>Replaces the document, or removes it with <c>null</c>. Returns after the first attempt to persist it.</summary>
    public Task SaveAsync(DocumentState? value)
    {
        (Value, _isOwn, _isUnsaved) = (value, true, true);
        return WriteAsync();
    }

    /// <summary>Tries once more to persist what is not; for the end of an activation.</summary>
    public Task FlushAsync() => _isUnsaved ? WriteAsync() : _writing;

    private Task WriteAsync()
    {
        if (_writing.IsCompleted) _writing = WriteUntilSavedAsync();
        return _writing;
    }

    private async Task ReadRowAsync()
    {
        try
        {
            var row = new GrainState<DocumentState>();
            await storage.ReadStateAsync(name, grain.GetGrainId(), row);
            (_row, _isRowKnown, _isRead) = (row, true, true);
            var stored = row is { RecordExists: true, State: { IsDamaged: false } state } ? state : null;
            if (row is { RecordExists: true, State.IsDamaged: true }) LogDamaged(name, grain.GetGrainId());
            if (!_isOwn) Value = stored;
            else if (stored is not null && Value is not null) Value = merge(stored, Value);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(name, grain.GetGrainId(), problem.Message);
        }
    }

    /// <summary>
    /// Reads the row; callers share one read. One that fails at once has completed when it is assigned, and is begun anew.
    /// </summary>
    private Task ReadOnceAsync() => _reading is { IsCompleted: false } reading ? reading : _reading = ReadRowAsync();

    private async Task WriteUntilSavedAsync()
    {
        while (_isUnsaved)
        {
            if (!_isRowKnown) await ReadOnceAsync();
            if (!_isRowKnown)
            {
                Retry("The stored version is unknown.");
                return;
            }
            try
            {
                _isUnsaved = false;
                if (Value is not null)
                {
                    _row.State = Value;
                    await storage.WriteStateAsync(name, grain.GetGrainId(), _row);
                }
                else if (_row.RecordExists) await storage.ClearStateAsync(name, grain.GetGrainId(), _row);
                Saved();
            }
            catch (InconsistentStateException)
            {
                // Another activation has written it: read it, decide, and write again.
                (_isRowKnown, _isUnsaved) = (false, true);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Whether it was written after all is unknown, and so is the version.
                (_isRowKnown, _isUnsaved) = (false, true);
                Retry(problem.Message);
                return;
            }
        }
    }

    private void Saved()
    {
        _retry?.Dispose();
        (_retry, _delay, _failingSince) = (null, FirstDelay, 0);
    }

    private void Retry(string problem)
    {
        if (_failingSince == 0)
        {
            _failingSince = time.GetTimestamp();
            LogNotSaved(name, grain.GetGrainId(), problem);
        }
        _retry?.Dispose();
        _retry = null;
        if (time.GetElapsedTime(_failingSince) > RetryLimit)
        {
            LogAbandoned(name, grain.GetGrainId(), problem);
            return;
        }
        _retry = grain.RegisterGrainTimer(
            _ => WriteAsync(),
            new GrainTimerCreationOptions { DueTime = _delay, Period = Timeout.InfiniteTimeSpan, Interleave = true, KeepAlive = true });
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "State {Name} of {Grain} cannot be read now: {Problem}")]
    private partial void LogNotRead(string name, GrainId grain, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State {Name} of {Grain} has an unknown layout and counts as missing")]
    private partial void LogDamaged(string name, GrainId grain);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "State {Name} of {Grain} was not stored; the grain keeps it and tries again: {Problem}")]
    private partial void LogNotSaved(string name, GrainId grain, string problem);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "State {Name} of {Grain} was not stored within an hour and is lost with its grain: {Problem}")]
    private partial void LogAbandoned(string name, GrainId grain, string problem);
}
