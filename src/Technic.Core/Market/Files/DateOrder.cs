namespace Technic.Core.Market.Files;

/// <summary>The order of a numeric date that does not begin with a year of four digits.</summary>
public enum DateOrder
{
    /// <summary><c>11/20/2026</c>.</summary>
    MonthDayYear,

    /// <summary><c>20.11.2026</c>.</summary>
    DayMonthYear,

    /// <summary><c>26-11-20</c>.</summary>
    YearMonthDay,
}
