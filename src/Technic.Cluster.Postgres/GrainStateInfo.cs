namespace Technic.Cluster.Postgres;

/// <summary>What the table holds of the histories of one service and source.</summary>
/// <param name="Keys">Histories, unreadable ones included.</param>
/// <param name="Bars">Their bars together.</param>
/// <param name="Bytes">Their payloads together, in bytes, without the table's own overhead.</param>
/// <param name="Unreadable">Rows that are no history in a layout the schema knows.</param>
/// <param name="Oldest">When the history that was fetched first was fetched; <c>null</c> without histories.</param>
/// <param name="Newest">When the history that was fetched last was fetched; <c>null</c> without histories.</param>
public sealed record GrainStateInfo(long Keys, long Bars, long Bytes, long Unreadable, DateTimeOffset? Oldest, DateTimeOffset? Newest);
