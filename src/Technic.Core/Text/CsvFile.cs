using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace Technic.Core.Text;

/// <summary>The bytes of a text file as UTF-8, also for files in gzip, UTF-16 or Latin-1.</summary>
internal static class CsvFile
{
    private const int HeadBytes = 1024;

    /// <summary>A text has less than one control character in this number of bytes.</summary>
    private const int BinaryShare = 20;

    /// <summary>The longest UTF-8 sequence of a character.</summary>
    private const int MaxCharacterBytes = 4;

    /// <summary>Opens a file. A file of another format, such as an Excel workbook, is rejected with the name of the format.</summary>
    /// <exception cref="CsvFormatException">The file is not a text file.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        try
        {
            Span<byte> head = stackalloc byte[HeadBytes];
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            var isCompressed = head is [0x1F, 0x8B, ..];
            if (isCompressed)
            {
                head = ReadCompressedHead(file, path);
                file.Position = 0;
            }
            if (KindOf(head) is { } kind) throw new CsvFormatException($"'{path}' is {kind}");
            Stream stream = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return EncodingOf(head) is { } encoding ? Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false)) : stream;
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    private static byte[] ReadCompressedHead(FileStream file, string path)
    {
        var head = new byte[HeadBytes];
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            return head[..gzip.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException e)
        {
            throw new CsvFormatException($"'{path}' cannot be read: the gzip data are damaged.", e);
        }
    }

    /// <summary>The format of a file that is not CSV, and what to do; <c>null</c> for CSV.</summary>
    private static string? KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8)) return "a zip archive or an Excel workbook: extract it, or save it as CSV.";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return "an Excel workbook: save it as CSV.";
        if (head.StartsWith("PAR1"u8)) return "a Parquet file: convert it to CSV.";
        if (head.StartsWith("SQLite format 3"u8)) return "an SQLite database: export its table as CSV.";
        if (head.StartsWith("%PDF"u8)) return "a PDF document: save the data as CSV.";
        if (head is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..]) return "written in UTF-32: save it as UTF-8.";
        var text = head.TrimStart("\uFEFF \t\r\n"u8);
        if (text is [(byte)'<', ..] && (StartsWith(text, "<!doctype"u8) || StartsWith(text, "<html"u8) || StartsWith(text, "<?xml"u8)))
            return "a web page or XML, not CSV: download the data again.";
        if (text is [(byte)'{', ..] || (text is [(byte)'[', .. var rest] && rest.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]))
            return "JSON, not CSV: export the data as CSV.";
        return EncodingOf(head) is not UnicodeEncoding && IsBinary(head) ? "not a text file: expected CSV." : null;
    }

    private static bool IsBinary(ReadOnlySpan<byte> head)
    {
        var controls = 0;
        foreach (var c in head)
        {
            if (c is < (byte)'\t' or (> (byte)'\r' and < (byte)' ')) controls++;
        }
        return controls * BinaryShare > head.Length;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
        text.Length >= lower.Length && Ascii.EqualsIgnoreCase(text[..lower.Length], lower);

    /// <summary>
    /// UTF-16 by its byte order mark, or by a zero in every other byte; Latin-1 for what is not valid UTF-8, e.g. titles that a spreadsheet
    /// has saved in the Windows code page of western Europe; <c>null</c> for UTF-8.
    /// </summary>
    private static Encoding? EncodingOf(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, ..]) return new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        if (head is [0xFE, 0xFF, ..]) return new UnicodeEncoding(bigEndian: true, byteOrderMark: false);
        var pairs = head.Length / 2;
        if (pairs < 2) return IsUtf8(head) ? null : Encoding.Latin1;
        var (first, second) = (0, 0);
        for (var i = 0; i < pairs; i++)
        {
            if (head[2 * i] == 0) first++;
            if (head[(2 * i) + 1] == 0) second++;
        }
        // Names may contain letters beyond Latin-1; separators, digits and tickers never do.
        var most = pairs * 3 / 4;
        if (second > most && first == 0) return new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        if (first > most && second == 0) return new UnicodeEncoding(bigEndian: true, byteOrderMark: false);
        return IsUtf8(head) ? null : Encoding.Latin1;
    }

    /// <summary>Whether the beginning of a file is UTF-8; its last character may be incomplete.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (var cut = 0; cut < MaxCharacterBytes && cut <= head.Length; cut++)
        {
            if (Utf8.IsValid(head[..^cut])) return true;
            if (head.Length < HeadBytes) return false;
        }
        return false;
    }
}
