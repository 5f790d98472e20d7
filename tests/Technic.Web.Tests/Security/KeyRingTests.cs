using Technic.Testing;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

public sealed class KeyRingTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void A_new_key_is_found_by_its_secret_and_its_line_does_not_contain_it()
    {
        var key = ApiKey.New("laptop", ApiRole.Operate, out var secret);
        var ring = KeyRing.Parse($"# mine\n\n{key}\r\nother read sha256:{Hash}", "a test");

        Assert.Matches("^technic_[A-Za-z0-9_-]{43}$", secret);
        Assert.Matches("^laptop operate sha256:[0-9a-f]{64}$", key.ToString());
        Assert.Equal(("laptop", ApiRole.Operate), (ring.Find(secret)!.Name, ring.Find(secret)!.Role));
        Assert.Null(ring.Find(secret + "x"));
        Assert.Null(ring.Find(secret.ToUpperInvariant()));
        Assert.Null(ring.Find(""));
    }

    [Fact]
    public void Two_keys_are_never_the_same()
    {
        ApiKey.New("a", ApiRole.Read, out var first);
        ApiKey.New("a", ApiRole.Read, out var second);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Lines_can_be_separated_by_semicolons() =>
        Assert.False(KeyRing.Parse($"a read sha256:{Hash}; b operate sha256:{Hash};", "a test").IsEmpty);

    [Theory]
    [InlineData("", "a test contains no keys")]
    [InlineData("# nothing", "a test contains no keys")]
    [InlineData("technic_hunter2", "invalid line, expected NAME ROLE sha256:HEX")]
    [InlineData("laptop read technic_hunter2", "key 'laptop' has an invalid hash")]
    [InlineData("laptop read sha256:abc", "key 'laptop' has an invalid hash")]
    [InlineData("laptop root sha256:HASH", "key 'laptop' has an unknown role, expected read or operate.")]
    [InlineData("lap/top read sha256:HASH", "invalid key name")]
    [InlineData("a read sha256:HASH\na read sha256:HASH", "duplicate key name 'a'.")]
    public void Invalid_key_lines_are_rejected_without_secrets(string text, string sentence)
    {
        var refused = Assert.Throws<KeyRingException>(() => KeyRing.Parse(text.Replace("HASH", Hash, StringComparison.Ordinal), "a test"));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Hash, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_reported()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("keys.txt", Assert.Throws<KeyRingException>(() => KeyRing.Load(folder.File("keys.txt"))).Message,
            StringComparison.Ordinal);
    }
}
