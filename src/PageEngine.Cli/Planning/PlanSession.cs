using System.Globalization;
using System.Text.Json;
using PageEngine.Simulation;
using Spectre.Console;

namespace PageEngine.Cli.Planning;

/// <summary>Computes one plan and writes it.</summary>
internal sealed class PlanSession(PlanRequest request, ToolContext context)
{
    internal void Run()
    {
        ConsolidationPlan plan = request.Plan();
        if (request.AsJson)
        {
            PlanJson json = PlanJson.Of(request, plan);
            context.Output.WriteLine(JsonSerializer.Serialize(json, PlanJsonContext.Readable.PlanJson));
            context.Output.Flush();
            return;
        }

        IAnsiConsole console = Tables.Open(context.Output);
        console.WriteTable(Title(), Rows(plan));
        console.WriteLine($"What keeps one more guest off with overcommit: {Describe(plan.Limit)}.");
    }

    /// <summary>Why one more guest does not fit, in words.</summary>
    private static string Describe(ConsolidationLimit limit) => limit switch
    {
        ConsolidationLimit.UsedMemory => "the memory that guests use fills the host",
        ConsolidationLimit.Reservations => "the guaranteed memory fills the host",
        ConsolidationLimit.OvercommitRatio => "no more may be promised (--ratio)",
        _ => "nothing: guests need no memory of their own",
    };

    /// <summary>The hosts that the guests need; null when nobody asks or not even one guest fits.</summary>
    internal static ulong? HostsFor(PlanRequest request, ConsolidationPlan plan, bool overcommit)
    {
        ulong each = overcommit ? plan.GuestsWithOvercommit : plan.GuestsWithoutOvercommit;
        return request.Guests is { } guests && each > 0 ? plan.HostsFor((ulong)guests, overcommit) : null;
    }

    private string Title() =>
        $"A host of {request.Host} and guests of {request.Guest} that use {request.Used}";

    private Table Rows(ConsolidationPlan plan)
    {
        Table table = Tables.Make("", "without\novercommit", "with\novercommit");
        bool isBounded = plan.GuestsWithOvercommit != ulong.MaxValue;
        table.AddPlainRow(
            "guests that fit",
            Figures.Count(plan.GuestsWithoutOvercommit),
            isBounded ? Figures.Count(plan.GuestsWithOvercommit) : "any number");
        if (isBounded)
        {
            UInt128 without = (UInt128)plan.GuestsWithoutOvercommit * request.Guest.Pages;
            table.AddPlainRow("memory promised", Memory(without), Memory(plan.PromisedPages));
            UInt128 needed = plan.NeededFor(plan.GuestsWithoutOvercommit);
            table.AddPlainRow("memory in use", Memory(needed), Memory(plan.NeededPages));
            table.AddPlainRow("memory left over", "", Memory(plan.SparePages));
            table.AddPlainRow("memory that overcommit saves", "", Memory(plan.SavedPages));
            string ratio = plan.OvercommitRatio.ToString("0.00", CultureInfo.InvariantCulture);
            table.AddPlainRow("promised to present", "", ratio);
        }

        if (request.Guests is { } guests)
        {
            table.AddPlainRow(
                $"hosts for {Figures.Counted(guests, "guest")}",
                CountOrNone(HostsFor(request, plan, overcommit: false)),
                CountOrNone(HostsFor(request, plan, overcommit: true)));
        }

        return table;
    }

    private static string CountOrNone(ulong? hosts) =>
        hosts is { } count ? Figures.Count(count) : "no host is large enough";

    private static string Memory(UInt128 pages) =>
        pages <= ulong.MaxValue >> Page.Shift ? $"{ByteSize.FromPages((ulong)pages)}" : $"{pages} pages";
}
