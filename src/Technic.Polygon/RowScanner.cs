using System.Buffers.Text;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>
/// Reads rows of aggregates in the providers' usual form: flat objects of plain strings and non-negative numbers. Every other row, valid
/// or not, is left to <see cref="Utf8JsonReader"/>, so that the scanner accepts only valid JSON.
/// </summary>
internal ref struct RowScanner(ReadOnlySpan<byte> json, int position)
{
    /// <summary>Larger integers are not exact in a double.</summary>
    private const ulong MaxExactInteger = 1UL << 53;

    /// <summary>Stands for the name <c>vw</c>, which has two characters.</summary>
    private const byte Vwap = 1;

    /// <summary>More digits may not fit the mantissa.</summary>
    private const int MaxDigits = 19;

    /// <summary>The powers of ten that are exact in a double.</summary>
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private readonly ReadOnlySpan<byte> _json = json;
    private bool _begun;

    /// <summary>The position of the next byte.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Moves to the next row of the list, or to the bracket that ends it.</summary>
    /// <exception cref="JsonException">The list is not valid JSON.</exception>
    public bool MoveToRow()
    {
        SkipSpace();
        if (Next == ']') return false;
        if (_begun)
        {
            if (!TryTake(',')) throw new JsonException();
            SkipSpace();
            if (Next == ']') throw new JsonException();
        }
        _begun = true;
        return true;
    }

    /// <summary>Skips bytes that were read by other means.</summary>
    public void Advance(int bytes) => Position += bytes;

    /// <summary>Reads the row at the position, or leaves the position unchanged.</summary>
    public bool TryReadRow(out AggregateRow row)
    {
        var start = Position;
        row = new AggregateRow();
        if (TryReadFields(ref row)) return true;
        Position = start;
        return false;
    }

    private bool TryReadFields(ref AggregateRow row)
    {
        if (!TryTake('{')) return false;
        do
        {
            SkipSpace();
            if (!TryReadName(out var name)) return false;
            SkipSpace();
            if (!TryTake(':')) return false;
            SkipSpace();
            var isRead = name switch
            {
                (byte)'T' => TryReadTicker(out row.Ticker),
                (byte)'o' => TryReadNumber(out row.Open),
                (byte)'h' => TryReadNumber(out row.High),
                (byte)'l' => TryReadNumber(out row.Low),
                (byte)'c' => TryReadNumber(out row.Close),
                (byte)'v' => TryReadNumber(out row.Volume),
                (byte)'t' => TryReadNumber(out row.Milliseconds),
                Vwap => TryReadNumber(out row.Vwap),
                _ => TrySkipValue(),
            };
            if (!isRead) return false;
            SkipSpace();
        }
        while (TryTake(','));
        return TryTake('}');
    }

    /// <summary>Reads a name; 0 means any name that is not one character, except <c>vw</c>.</summary>
    private bool TryReadName(out byte name)
    {
        name = 0;
        if (Position + 2 < _json.Length && _json[Position] == '"' && _json[Position + 2] == '"' && IsPlain(_json[Position + 1]))
        {
            name = _json[Position + 1];
            Position += 3;
            return true;
        }
        if (_json[Position..].StartsWith("\"vw\""u8))
        {
            name = Vwap;
            Position += 4;
            return true;
        }
        return TrySkipString();
    }

    private bool TryReadTicker(out UInt128 ticker)
    {
        ticker = 0;
        if (!TryTake('"')) return false;
        var json = _json;
        var at = Position;
        ulong high = 0, low = 0;
        for (; at < json.Length && IsPlain(json[at]); at++)
        {
            if (at - Position < 8) high = (high << 8) | json[at];
            else low = (low << 8) | json[at];
        }
        if (at >= json.Length || json[at] != '"') return false;
        var length = at - Position;
        Position = at + 1;
        if (length is 0 or > Symbol.MaxLength) return true;
        ticker = length <= 8 ? new UInt128(high << (8 * (8 - length)), 0) : new UInt128(high, low << (8 * (16 - length)));
        return true;
    }

    private bool TryReadNumber(out double number)
    {
        var start = Position;
        if (!TryScanNumber(out var mantissa, out var digits, out var exponent))
        {
            number = double.NaN;
            return false;
        }
        // Both factors are exact, so one rounding gives the nearest double, as in double.Parse.
        if (digits <= MaxDigits && mantissa <= MaxExactInteger && Math.Abs(exponent) < PowersOfTen.Length)
            number = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
        else if (!Utf8Parser.TryParse(_json[start..Position], out number, out var used) || used != Position - start)
            number = double.NaN;
        return true;
    }

    /// <summary>Skips a non-negative number.</summary>
    /// <param name="mantissa">Its digits as an integer; wrong beyond <see cref="MaxDigits"/>.</param>
    /// <param name="digits">The number of digits, including leading zeros.</param>
    /// <param name="exponent">The power of ten to multiply by; limited for very large ones.</param>
    private bool TryScanNumber(out ulong mantissa, out int digits, out int exponent)
    {
        var json = _json;
        var start = Position;
        (mantissa, exponent) = (0, 0);
        var at = ScanDigits(json, start, ref mantissa);
        digits = at - start;
        if (digits == 0 || (digits > 1 && json[start] == '0')) return false;
        if (at < json.Length && json[at] == '.')
        {
            var point = at + 1;
            at = ScanDigits(json, point, ref mantissa);
            if (at == point) return false;
            exponent = point - at;
            digits -= exponent;
        }
        if (at < json.Length && (json[at] | 0x20) == 'e')
        {
            at++;
            var isNegative = at < json.Length && json[at] == '-';
            if (at < json.Length && json[at] is (byte)'-' or (byte)'+') at++;
            var first = at;
            ulong power = 0;
            at = ScanDigits(json, first, ref power);
            if (at == first) return false;
            var cut = at - first > 9 ? 999_999 : (int)power;
            exponent += isNegative ? -cut : cut;
        }
        Position = at;
        return true;
    }

    private static int ScanDigits(ReadOnlySpan<byte> json, int at, ref ulong value)
    {
        var sum = value;
        for (; (uint)at < (uint)json.Length; at++)
        {
            var digit = (uint)(json[at] - '0');
            if (digit > 9) break;
            sum = (sum * 10) + digit;
        }
        value = sum;
        return at;
    }

    private bool TrySkipValue() => Next switch
    {
        '"' => TrySkipString(),
        't' => TrySkipWord("true"u8),
        'f' => TrySkipWord("false"u8),
        'n' => TrySkipWord("null"u8),
        _ => TryScanNumber(out _, out _, out _),
    };

    private bool TrySkipString()
    {
        if (!TryTake('"')) return false;
        var at = Position;
        while (at < _json.Length && IsPlain(_json[at])) at++;
        Position = at;
        return TryTake('"');
    }

    private bool TrySkipWord(ReadOnlySpan<byte> word)
    {
        if (!_json[Position..].StartsWith(word)) return false;
        Position += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (Position < _json.Length && _json[Position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') Position++;
    }

    private readonly char Next => Position < _json.Length ? (char)_json[Position] : '\0';

    private bool TryTake(char expected)
    {
        if (Next != expected) return false;
        Position++;
        return true;
    }

    // Not the end of a string, an escape, a control character, or part of a multi-byte character.
    private static bool IsPlain(byte c) => c is >= 0x20 and < 0x80 and not (byte)'"' and not (byte)'\\';
}
