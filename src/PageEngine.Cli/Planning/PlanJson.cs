using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Simulation;

namespace PageEngine.Cli.Planning;

/// <summary>A plan for programs: these keys in this order, amounts in pages.</summary>
/// <remarks>Guests with overcommit are null when nothing limits them, and so is what depends on their number.</remarks>
internal sealed record PlanJson(
    int PageSize,
    ulong HostPages,
    ulong GuestPages,
    ulong UsedPages,
    ulong GuestsWithoutOvercommit,
    ulong? GuestsWithOvercommit,
    string Limit,
    ulong? PromisedPages,
    ulong? NeededPages,
    ulong? SparePages,
    ulong? SavedPages,
    double? OvercommitRatio,
    ulong? HostsWithoutOvercommit,
    ulong? HostsWithOvercommit)
{
    internal static PlanJson Of(PlanRequest request, ConsolidationPlan plan)
    {
        bool isBounded = plan.GuestsWithOvercommit != ulong.MaxValue;
        return new PlanJson(
            Page.Size,
            request.Host.Pages,
            request.Guest.Pages,
            request.Used.Pages,
            plan.GuestsWithoutOvercommit,
            isBounded ? plan.GuestsWithOvercommit : null,
            JsonNamingPolicy.CamelCase.ConvertName(plan.Limit.ToString()),
            isBounded ? (ulong)plan.PromisedPages : null,
            isBounded ? (ulong)plan.NeededPages : null,
            isBounded ? plan.SparePages : null,
            isBounded ? (ulong)plan.SavedPages : null,
            isBounded && double.IsFinite(plan.OvercommitRatio) ? plan.OvercommitRatio : null,
            PlanSession.HostsFor(request, plan, overcommit: false),
            PlanSession.HostsFor(request, plan, overcommit: true));
    }
}

/// <summary>The serializer of <see cref="PlanJson"/>, made at build time.</summary>
[JsonSerializable(typeof(PlanJson))]
internal sealed partial class PlanJsonContext : JsonSerializerContext
{
    /// <summary>With names as programs expect them.</summary>
    internal static PlanJsonContext Readable { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
}
