namespace Technic.Core.Scans.Requests;

/// <summary>What the value of a request's field is.</summary>
public enum FieldKind
{
    Whole,
    Number,
    Flag,
    Word,
    Day,
    Words,

    /// <summary>Listings as objects; only in JSON.</summary>
    Listings,

    /// <summary>Counts by reason; only in JSON.</summary>
    Counts,
}
