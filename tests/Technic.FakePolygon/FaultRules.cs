namespace Technic.FakePolygon;

/// <summary>The faults of a server, in the order in which they were added: the first that matches a request occurs.</summary>
public sealed class FaultRules
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];

    /// <summary>Adds a fault for subsequent requests.</summary>
    public void Add(Fault fault)
    {
        lock (_gate) _rules.Add(new Rule(fault));
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate) _rules.Clear();
    }

    /// <summary>The fault of a request, which counts as one of its occurrences.</summary>
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
