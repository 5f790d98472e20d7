using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Core.Tests.Scans.Requests;

/// <summary>The declared limits of fields are those that requests are validated with.</summary>
public sealed class RequestFieldTests
{
    private static readonly DateOnly Today = new(2026, 3, 11);

    public static TheoryData<string> Numbers =>
        [.. RequestField.All.Where(each => each.Kind is FieldKind.Integer or FieldKind.Number).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_valid_up_to_its_limits_and_not_beyond(string name)
    {
        var field = RequestField.All.First(each => each.Name == name);
        var (least, bound, most) = (field.Declared.Minimum, field.Declared.Above, field.Declared.Maximum);

        Assert.False(double.IsNaN(least) && double.IsNaN(bound), $"{name} has no least value.");
        if (!double.IsNaN(least)) AssertLimit(valid: least, invalid: least - 1);
        if (!double.IsNaN(bound)) AssertLimit(valid: bound + 0.5, invalid: bound);
        if (!double.IsNaN(most)) AssertLimit(valid: most, invalid: most * 2);

        void AssertLimit(double valid, double invalid)
        {
            With(valid).Validate(Today);
            var refusal = Assert.Throws<ScanRequestException>(() => With(invalid).Validate(Today));
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        }

        ScanRequest With(double number) =>
            field.Set(new ScanRequest(), field.Kind == FieldKind.Integer ? (object)(int)number : number);
    }
}
