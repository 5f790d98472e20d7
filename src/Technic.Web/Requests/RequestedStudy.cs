using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Market.Calendar;
using Technic.Core.Studies;

namespace Technic.Web.Requests;

/// <summary>A study in the body of a request. It is validated before the study starts.</summary>
internal sealed record RequestedStudy(StudyRequest Study) : IBindableFromHttpContext<RequestedStudy>
{
    public static async ValueTask<RequestedStudy?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        using var permit = context.RequestServices.GetRequiredService<Permits>().TakeBody();
        var draft = await FieldReader.OfBodyAsync(context.Request, StudyFields.All, new ScanDraft { Request = StudyRequest.EveryRow })
            .ConfigureAwait(false);
        var options = context.RequestServices.GetRequiredService<TechnicWebOptions>();
        return Of(draft, options, NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
    }

    /// <summary>The study of a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="options">The named formulas, the functions and the score of the server.</param>
    /// <param name="today">Today's date in New York.</param>
    /// <exception cref="Core.Scans.ScanRequestException">It is invalid.</exception>
    public static RequestedStudy Of(ScanDraft draft, TechnicWebOptions options, DateOnly today)
    {
        var study = draft.Study.Build(draft).WithNamed(options.Formulas);
        study = study with { Scan = study.Scan with { Methods = options.MethodsOrBuiltIn } };
        study.Validate(today);
        return new RequestedStudy(study);
    }
}
