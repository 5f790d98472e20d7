namespace Technic.Columnar;

/// <summary>
/// A file of a table cannot be read or written, or has other content than expected. The message is one sentence for the user; it contains
/// the file.
/// </summary>
public sealed class TableFileException(string message, Exception? inner = null) : Exception(message, inner);
