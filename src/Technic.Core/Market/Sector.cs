namespace Technic.Core.Market;

/// <summary>The sectors of the Global Industry Classification Standard (GICS, S&amp;P and MSCI) with their codes.</summary>
public enum Sector
{
    /// <summary>The sector is missing, or not one of the standard.</summary>
    Unclassified = 0,
    Energy = 10,
    Materials = 15,
    Industrials = 20,
    ConsumerDiscretionary = 25,
    ConsumerStaples = 30,
    HealthCare = 35,
    Financials = 40,
    InformationTechnology = 45,
    CommunicationServices = 50,
    Utilities = 55,
    RealEstate = 60,
}
