namespace Technic.FakePolygon;

/// <summary>A request as received.</summary>
public sealed class LoggedRequest
{
    private readonly TaskCompletionSource<bool> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required DateTimeOffset At { get; init; }

    /// <summary>The path, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The path and query as received.</summary>
    public required string Url { get; init; }

    /// <summary>The Authorization header; empty without one.</summary>
    public required string Authorization { get; init; }

    /// <summary>Completes at the end of the request: whether the client disconnected before the response.</summary>
    public Task<bool> WasAborted => _aborted.Task;

    internal void End(bool aborted) => _aborted.TrySetResult(aborted);

    public override string ToString() => Url;
}

/// <summary>All requests that a server has received, including refused ones.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _concurrent;

    /// <summary>The number of received requests.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _requests.Count;
        }
    }

    /// <summary>The maximum number of concurrent requests.</summary>
    public int MaxConcurrency { get; private set; }

    /// <summary>The requests in the order of their arrival.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>The number of received requests whose path contains a text.</summary>
    public int CountOf(string pathPart)
    {
        lock (_gate) return _requests.Count(r => r.Path.Contains(pathPart, StringComparison.Ordinal));
    }

    /// <summary>Waits for a number of requests; throws after a minute instead of letting the test hang.</summary>
    public Task WaitForAsync(int count)
    {
        lock (_gate)
        {
            if (_requests.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Removes the requests so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            MaxConcurrency = _concurrent;
        }
    }

    internal void Begin(LoggedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            MaxConcurrency = Math.Max(MaxConcurrency, ++_concurrent);
            foreach (var (_, reached) in _waiting.Where(w => w.Count <= _requests.Count)) reached.TrySetResult();
            _waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
        }
    }

    internal void End(LoggedRequest request, bool aborted)
    {
        lock (_gate) _concurrent--;
        request.End(aborted);
    }
}
