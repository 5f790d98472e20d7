namespace Technic.Core.Scans.Requests;

/// <summary>The type of a request field.</summary>
public enum FieldKind
{
    Integer,
    Number,
    Boolean,
    Text,
    Date,
    TextList,

    /// <summary>Integers (JSON only).</summary>
    IntegerList,

    /// <summary>Listings as objects (JSON only).</summary>
    Listings,

    /// <summary>Counts by reason (JSON only).</summary>
    Counts,
}
