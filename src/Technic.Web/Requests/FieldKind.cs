namespace Technic.Web.Requests;

/// <summary>The type of a field.</summary>
internal enum FieldKind
{
    Integer,
    Number,
    Boolean,
    Text,
    Date,
    TextList,

    /// <summary>Listings as objects (JSON only).</summary>
    Listings,

    /// <summary>Counts by reason (JSON only).</summary>
    Counts,
}
