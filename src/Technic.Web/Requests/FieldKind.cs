namespace Technic.Web.Requests;

/// <summary>What a field's value is.</summary>
internal enum FieldKind
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
