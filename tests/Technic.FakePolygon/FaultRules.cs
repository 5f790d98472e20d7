namespace Technic.FakePolygon;

/// <summary>The faults of a server, by the order they were added: the first that concerns a request is the one that happens.</summary>
public sealed class FaultRules
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];

    /// <summary>From now on a fault happens.</summary>
    public void Add(Fault fault)
    {
        lock (_gate) _rules.Add(new Rule(fault));
    }

    /// <summary>From now on all goes well.</summary>
    public void Clear()
    {
        lock (_gate) _rules.Clear();
    }

    /// <summary>The fault that happens to a request, which counts as one of its times.</summary>
    internal Fault? Take(LoggedRequest request)
    {
        lock (_gate) return _rules.FirstOrDefault(rule => rule.Happens(request))?.Fault;
    }

    private sealed class Rule(Fault fault)
    {
        private int _concerned;

        public Fault Fault => fault;

        public bool Happens(LoggedRequest request)
        {
            if (!fault.Concerns(request)) return false;
            var before = _concerned++;
            return before >= fault.Skipped && before - fault.Skipped < fault.MaxTimes;
        }
    }
}
