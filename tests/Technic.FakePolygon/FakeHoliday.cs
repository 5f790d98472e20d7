namespace Technic.FakePolygon;

/// <summary>A row of <c>/v1/marketstatus/upcoming</c>; with a closing time it is a half day.</summary>
public sealed record FakeHoliday(string Exchange, string Name, DateOnly Date, DateTimeOffset? Open = null, DateTimeOffset? Close = null);
