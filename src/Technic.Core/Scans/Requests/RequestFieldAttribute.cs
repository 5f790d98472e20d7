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
}
