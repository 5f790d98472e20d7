using System.Text;

namespace Technic.Core.Text;

/// <summary>
/// Reads CSV (RFC 4180) record by record, plain or gzip (detected by the first bytes, not by the name), in UTF-8 or UTF-16, with or without
/// a byte order mark, with LF, CRLF or CR. The separator is a comma, semicolon, tab or pipe: the one in a line <c>sep=</c>, or the one that
/// splits the first lines uniformly (<see cref="CsvDialect"/>). Blank lines are skipped. Fields are spans of one buffer: no allocation for
/// a record.
/// </summary>
/// <remarks>
/// A quoted field may contain separators, line breaks and doubled quotes; a quote inside an unquoted field is an ordinary character.
/// Spaces around an unquoted field are not part of it.
/// </remarks>
internal sealed class CsvReader : IDisposable
{
    /// <summary>The maximum length of a record, in bytes, so that an unclosed quote does not consume the rest of the file.</summary>
    public const int MaxRecordBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly List<Field> _fields = [];
    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private int _nextLine = 1;
    private bool _streamEnded;
    private byte _separator = (byte)',';
    private byte _lineEnd = (byte)'\n';

    private CsvReader(string path, Stream stream)
    {
        Path = path;
        _stream = stream;
    }

    /// <summary>The path of the file as specified.</summary>
    public string Path { get; }

    /// <summary>The line on which the current record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The number of fields of the current record.</summary>
    public int FieldCount => _fields.Count;

    /// <summary>A field of the current record, without its quotes; it is valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> this[int field] => _buffer.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <exception cref="CsvFormatException">The file does not exist, or cannot be opened.</exception>
    public static CsvReader Open(string path)
    {
        try
        {
            var reader = new CsvReader(path, CsvFile.Open(path));
            reader.ReadDialect();
            return reader;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CsvFormatException($"File not found: '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CsvFormatException($"'{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns><c>false</c> at the end of the file.</returns>
    /// <exception cref="CsvFormatException">The file cannot be read, a record is too long, or its quotes are invalid.</exception>
    public bool Read()
    {
        while (FindRecord(out var length, out var lines, out var quoted))
        {
            var record = _buffer.AsSpan(_start, length);
            var text = record.TrimEnd("\r\n"u8);
            Line = _nextLine;
            var offset = _start;
            _nextLine += lines;
            _start += length;
            if (text.Trim(" \t"u8).IsEmpty) continue;
            _fields.Clear();
            if (quoted) SplitQuoted(offset, text.Length);
            else Split(offset, text);
            return true;
        }
        return false;
    }

    /// <summary>A field as text.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(this[field]);

    public CsvFormatException Complain(string complaint) => new(Path, Line, complaint);

    public void Dispose() => _stream.Dispose();

    /// <summary>The length of the next record in the buffer from <see cref="_start"/> on, including its line break.</summary>
    private bool FindRecord(out int length, out int lines, out bool quoted)
    {
        while (true)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            lines = 1;
            length = unread.IndexOf(_lineEnd) + 1;
            quoted = unread[..(length > 0 ? length : unread.Length)].Contains((byte)'"');
            if (quoted) length = QuotedLength(unread, out lines);
            if (length > 0) return true;
            if (_streamEnded)
            {
                length = unread.Length;
                return length > 0;
            }
            if (unread.Length >= MaxRecordBytes)
            {
                var hint = quoted ? "; a quote may not be closed." : ".";
                throw new CsvFormatException(Path, _nextLine, $"the record is longer than {MaxRecordBytes:N0} bytes{hint}");
            }
            Fill();
        }
    }

    /// <summary>The length of a record with quotes, including its line break; 0 when its end is not in the buffer.</summary>
    private int QuotedLength(ReadOnlySpan<byte> unread, out int lines)
    {
        lines = 1;
        var inQuotes = false;
        var fieldBegins = true;
        for (var i = 0; i < unread.Length; i++)
        {
            var c = unread[i];
            if (c == '"' && (inQuotes || fieldBegins))
            {
                inQuotes = !inQuotes;
                // A doubled quote closes and opens again; for the length of the record this is the same as skipping it.
                fieldBegins = !inQuotes && i + 1 < unread.Length && unread[i + 1] == '"';
            }
            else if (c == _separator && !inQuotes) fieldBegins = true;
            else if (c == _lineEnd && !inQuotes) return i + 1;
            else if (c == _lineEnd) lines++;
            else if (c is not ((byte)' ' or (byte)'\t')) fieldBegins = false;
        }
        if (inQuotes && _streamEnded) throw new CsvFormatException(Path, _nextLine, "unclosed quote.");
        return 0;
    }

    private void Split(int offset, ReadOnlySpan<byte> text)
    {
        var begin = 0;
        while (true)
        {
            var length = text[begin..].IndexOf(_separator);
            AddTrimmed(offset + begin, length < 0 ? text.Length - begin : length);
            if (length < 0) return;
            begin += length + 1;
        }
    }

    private void SplitQuoted(int offset, int length)
    {
        var (at, end) = (offset, offset + length);
        while (true)
        {
            while (at < end && IsPadding(_buffer[at])) at++;
            if (at < end && _buffer[at] == '"') at = AddUnquoted(at + 1, end);
            else
            {
                var separator = _buffer.AsSpan(at, end - at).IndexOf(_separator);
                var next = separator < 0 ? end : at + separator;
                AddTrimmed(at, next - at);
                at = next;
            }
            if (at >= end) return;
            at++;
        }
    }

    /// <summary>Adds the field after an opening quote, replacing doubled quotes with single ones.</summary>
    /// <returns>The position of the separator after the field, or <paramref name="end"/>.</returns>
    private int AddUnquoted(int begin, int end)
    {
        var write = begin;
        var read = begin;
        while (true)
        {
            if (read >= end) throw Complain("unclosed quote.");
            if (_buffer[read] == '"')
            {
                read++;
                if (read >= end || _buffer[read] != '"') break;
            }
            _buffer[write++] = _buffer[read++];
        }
        _fields.Add(new Field(begin, write - begin));
        while (read < end && IsPadding(_buffer[read])) read++;
        if (read < end && _buffer[read] != _separator) throw Complain($"text after the closing quote of column {FieldCount}.");
        return read;
    }

    private void AddTrimmed(int start, int length)
    {
        while (length > 0 && _buffer[start] is (byte)' ' or (byte)'\t')
        {
            start++;
            length--;
        }
        while (length > 0 && _buffer[start + length - 1] is (byte)' ' or (byte)'\t') length--;
        _fields.Add(new Field(start, length));
    }

    private void Fill()
    {
        var unread = _end - _start;
        if (_start > 0) Buffer.BlockCopy(_buffer, _start, _buffer, 0, unread);
        (_start, _end) = (0, unread);
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        try
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _streamEnded = read == 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            var problem = e is InvalidDataException ? "the gzip data are damaged." : e.Message;
            throw new CsvFormatException($"'{Path}' cannot be read: {problem}", e);
        }
    }

    /// <summary>Whether a byte is a space around a field.</summary>
    private bool IsPadding(byte c) => c is (byte)' ' or (byte)'\t' && c != _separator;

    /// <summary>Skips the byte order mark and the line <c>sep=</c>, and detects the separator and the line ends.</summary>
    private void ReadDialect()
    {
        while (_end < CsvDialect.HeadBytes && !_streamEnded) Fill();
        var head = _buffer.AsSpan(0, _end);
        if (head.StartsWith("\uFEFF"u8)) _start = 3;
        var dialect = CsvDialect.Of(head[_start..], _streamEnded);
        (_separator, _lineEnd) = (dialect.Separator, dialect.LineEnd);
        if (dialect.Skipped > 0) _nextLine++;
        _start += dialect.Skipped;
    }

    private readonly record struct Field(int Start, int Length);
}
