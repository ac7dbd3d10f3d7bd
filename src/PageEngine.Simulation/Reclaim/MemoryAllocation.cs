using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>Divides a host's memory between virtual machines: min-funding revocation with an idle-memory tax.</summary>
/// <remarks>
/// <para>Each machine pays for its pages with its shares. A page in active use costs 1, an idle one k = 1/(1 − τ), so
/// the price that a machine pays for each page is ρ = S / (P·(f + k·(1 − f))), with f the active part of its P pages
/// (Waldspurger, <i>Memory Resource Management in VMware ESX Server</i>, OSDI 2002, §5). Memory is taken from the
/// machine that pays least. τ = 0 divides by shares alone; τ towards 1 takes all idle memory.</para>
/// <para>Where no more is taken and nothing is left, every machine between its bounds pays the same. Without bounds,
/// and while no machine has fewer pages than are active, that is Pᵢ = τAᵢ + (Sᵢ/ΣS)(M − τΣA).</para>
/// <para>Immutable, so safe for any number of threads. Nothing is allocated.</para>
/// </remarks>
public sealed class MemoryAllocation
{
    /// <summary>The tax rate when nothing is said: three quarters of idle memory may be taken.</summary>
    public const double DefaultTaxRate = 0.75;

    /// <summary>The largest tax rate: 0.9999. Nearer to 1 the cost of an idle page would know no bounds.</summary>
    public const double MaxTaxRate = 0.9999;

    private readonly double _idleCost;

    /// <summary>Makes a rule with a tax rate.</summary>
    /// <param name="taxRate">The tax on idle memory τ, from 0 to <see cref="MaxTaxRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range or no number.</exception>
    public MemoryAllocation(double taxRate = DefaultTaxRate)
    {
        PageArithmetic.ThrowIfOutside(taxRate, 0, MaxTaxRate, nameof(taxRate));
        TaxRate = taxRate;
        _idleCost = 1 / (1 - taxRate);
    }

    /// <summary>The tax on idle memory τ.</summary>
    public double TaxRate { get; }

    /// <summary>The price ρ that a machine pays for each page: shares for a page, idle ones counted k-fold.</summary>
    /// <param name="demand">The machine.</param>
    /// <param name="allocatedPages">The pages that it holds.</param>
    /// <returns>The price; positive infinity for a machine that holds nothing.</returns>
    public double PriceOf(MemoryDemand demand, ulong allocatedPages) => demand.Shares / CostOf(demand, allocatedPages);

    /// <summary>Chooses the machine that gives up a page: the one that pays least and is above its minimum.</summary>
    /// <remarks>Of several that pay the same it is the last.</remarks>
    /// <param name="demands">The machines.</param>
    /// <param name="allocatedPages">The pages that each holds.</param>
    /// <returns>The index of the machine, or −1 when all are at their minimum.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a demand is not valid.</exception>
    public int PickVictim(ReadOnlySpan<MemoryDemand> demands, ReadOnlySpan<ulong> allocatedPages)
    {
        Validate(demands, allocatedPages.Length);
        int victim = -1;
        double highest = 0;
        for (int i = 0; i < demands.Length; i++)
        {
            if (allocatedPages[i] > demands[i].MinPages)
            {
                double relative = RelativeCost(demands[i], allocatedPages[i]);
                if (victim < 0 || relative >= highest)
                {
                    victim = i;
                    highest = relative;
                }
            }
        }

        return victim;
    }

    /// <summary>Computes the pages that each machine should hold when all pay the same, within their bounds.</summary>
    /// <remarks>
    /// It is where taking pages one by one from <see cref="PickVictim"/> ends that starts with all machines at their
    /// maximum. If not even the minimums fit, nobody gets more than its minimum, and those are divided by the same
    /// rule.
    /// </remarks>
    /// <param name="memoryPages">The pages to divide.</param>
    /// <param name="demands">The machines.</param>
    /// <param name="targetPages">Room for the pages of each machine.</param>
    /// <returns>The sum of the targets: the memory, or the sum of the maximums if that is less.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a demand is not valid.</exception>
    public ulong ComputeTargets(ulong memoryPages, ReadOnlySpan<MemoryDemand> demands, Span<ulong> targetPages)
    {
        Validate(demands, targetPages.Length);
        UInt128 sumOfMin = 0;
        UInt128 sumOfMax = 0;
        foreach (MemoryDemand demand in demands)
        {
            sumOfMin += demand.MinPages;
            sumOfMax += demand.MaxPages;
        }

        Terms terms = new(memoryPages, IsShort: sumOfMin > memoryPages);
        if (sumOfMax <= memoryPages)
        {
            return (ulong)Fill(demands, terms, double.PositiveInfinity, targetPages);
        }

        double level = FindLevel(demands, terms);
        UInt128 given = Fill(demands, terms, level, targetPages);
        GiveRest(memoryPages - (ulong)given, demands, terms, targetPages);
        return memoryPages;
    }

    /// <summary>The highest relative cost at which the machines take no more than there is.</summary>
    /// <remarks>
    /// The bits of doubles that are not negative are in their order, so the search is exact: 63 steps.
    /// </remarks>
    private double FindLevel(ReadOnlySpan<MemoryDemand> demands, Terms terms)
    {
        long low = 0;
        long high = BitConverter.DoubleToInt64Bits(double.PositiveInfinity);
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (Count(demands, terms, BitConverter.Int64BitsToDouble(middle)) <= terms.Memory)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return BitConverter.Int64BitsToDouble(low);
    }

    /// <summary>
    /// Gives the pages that are left: those of the next level, which all cost the same, to the first machines.
    /// </summary>
    private void GiveRest(ulong rest, ReadOnlySpan<MemoryDemand> demands, Terms terms, Span<ulong> targetPages)
    {
        while (rest > 0)
        {
            int cheapest = -1;
            double lowest = double.PositiveInfinity;
            for (int i = 0; i < demands.Length; i++)
            {
                if (targetPages[i] < terms.MaxOf(demands[i]))
                {
                    double relative = RelativeCost(demands[i], targetPages[i] + 1);
                    if (relative < lowest)
                    {
                        cheapest = i;
                        lowest = relative;
                    }
                }
            }

            Debug.Assert(cheapest >= 0, "the maximums hold more than the memory");
            targetPages[cheapest]++;
            rest--;
        }
    }

    private UInt128 Count(ReadOnlySpan<MemoryDemand> demands, Terms terms, double level)
    {
        UInt128 sum = 0;
        foreach (MemoryDemand demand in demands)
        {
            sum += PagesAt(demand, terms, level);
        }

        return sum;
    }

    private UInt128 Fill(ReadOnlySpan<MemoryDemand> demands, Terms terms, double level, Span<ulong> targetPages)
    {
        UInt128 sum = 0;
        for (int i = 0; i < demands.Length; i++)
        {
            targetPages[i] = PagesAt(demands[i], terms, level);
            sum += targetPages[i];
        }

        return sum;
    }

    /// <summary>
    /// The most pages, within the bounds, whose last one has a relative cost of no more than a level.
    /// </summary>
    private ulong PagesAt(MemoryDemand demand, Terms terms, double level)
    {
        ulong min = terms.MinOf(demand);
        ulong max = terms.MaxOf(demand);
        double budget = demand.Shares * level;
        double pages = budget <= demand.ActivePages
            ? budget
            : demand.ActivePages + ((budget - demand.ActivePages) / _idleCost);
        if (pages >= max)
        {
            return max;
        }

        // The inverse can be a page off by rounding; the cost itself decides.
        ulong count = Math.Clamp((ulong)pages, min, max);
        while (count < max && RelativeCost(demand, count + 1) <= level)
        {
            count++;
        }

        while (count > min && RelativeCost(demand, count) > level)
        {
            count--;
        }

        return count;
    }

    private double CostOf(MemoryDemand demand, ulong pages)
    {
        ulong active = Math.Min(demand.ActivePages, pages);
        return active + (_idleCost * (pages - active));
    }

    private double RelativeCost(MemoryDemand demand, ulong pages) => CostOf(demand, pages) / demand.Shares;

    private static void Validate(ReadOnlySpan<MemoryDemand> demands, int length)
    {
        if (demands.Length != length)
        {
            throw new ArgumentException("There must be as many amounts as machines.");
        }

        foreach (MemoryDemand demand in demands)
        {
            if (demand.Shares == 0 || demand.MinPages > demand.MaxPages)
            {
                throw new ArgumentException($"A machine needs shares, and bounds in order: {demand}.", nameof(demands));
            }
        }
    }

    /// <summary>The memory to divide; short when the minimums do not fit, which makes them the maximums.</summary>
    private readonly record struct Terms(ulong Memory, bool IsShort)
    {
        internal ulong MinOf(MemoryDemand demand) => IsShort ? 0 : demand.MinPages;

        internal ulong MaxOf(MemoryDemand demand) => Math.Min(IsShort ? demand.MinPages : demand.MaxPages, Memory);
    }
}
