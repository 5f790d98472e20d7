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
        var study = draft.Study.Build(draft);
        study.Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        return new RequestedStudy(study);
    }
}
