namespace Technic.Core.Scans.Requests;

/// <summary>
/// Makes a property of <see cref="ScanRequest"/> a field of requests. Its name in JSON and in queries is the property's in camelCase; its
/// default is the property's.
/// </summary>
/// <param name="meaning">One sentence for the description of the API.</param>
/// <param name="option">The option of the command line; <c>null</c> for none. One that starts with <c>--no-</c> turns a flag off.</param>
/// <param name="placeholder">The placeholder of the option's value in its help.</param>
/// <param name="optionMeaning">One sentence for the option's help, if <paramref name="meaning"/> does not fit.</param>
/// <param name="isSaved">Whether saved requests and presets have the field; <c>false</c> for one that concerns a single call.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequestFieldAttribute(
    string meaning, string? option = null, string placeholder = "N", string? optionMeaning = null, bool isSaved = true) : Attribute
{
    public string Meaning => meaning;

    public string? Option => option;

    public string Placeholder => placeholder;

    public string OptionMeaning => optionMeaning ?? meaning;

    public bool IsSaved => isSaved;

    /// <summary>The least value of a number; NaN for none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The number that a value must be above; NaN for none.</summary>
    public double Above { get; init; } = double.NaN;

    /// <summary>The greatest value of a number; NaN for none.</summary>
    public double Maximum { get; init; } = double.NaN;

    internal double? LeastOrNone => double.IsNaN(Minimum) ? null : Minimum;

    internal double? BoundOrNone => double.IsNaN(Above) ? null : Above;

    internal double? MostOrNone => double.IsNaN(Maximum) ? null : Maximum;
}
