namespace Technic.Core.Market.Files;

/// <summary>The order of a date that is written in numbers, where the year does not stand first with four digits.</summary>
public enum DateOrder
{
    /// <summary><c>11/20/2026</c>.</summary>
    MonthDayYear,

    /// <summary><c>20.11.2026</c>.</summary>
    DayMonthYear,

    /// <summary><c>26-11-20</c>.</summary>
    YearMonthDay,
}
