namespace PageEngine.Simulation;

/// <summary>Draws ranks 0 to n − 1 so that rank k has a probability in proportion to (k + 1)⁻ˢ.</summary>
/// <remarks>
/// Rejection-inversion (Hörmann and Derflinger, ACM TOMACS 6(3), 1996): the histogram of the probabilities is covered
/// by the integral of x⁻ˢ, which is inverted; a rank is taken at once where the two are close, and otherwise by a
/// compare. Time and memory do not depend on n, and less than one draw in fifty is rejected. Immutable.
/// </remarks>
internal sealed class ZipfSampler
{
    private readonly uint _count;
    private readonly double _oneMinusExponent;
    private readonly double _exponent;
    private readonly double _integralBegin;
    private readonly double _integralEnd;
    private readonly double _takenAtOnce;

    internal ZipfSampler(uint count, double exponent)
    {
        _count = count;
        _exponent = exponent;
        _oneMinusExponent = 1 - exponent;
        _integralBegin = Integral(1.5) - 1;
        _integralEnd = Integral(count + 0.5);
        _takenAtOnce = 2 - InverseIntegral(Integral(2.5) - Height(2));
    }

    internal uint Next(ref RandomStream random)
    {
        while (true)
        {
            double area = _integralEnd + (random.NextDouble() * (_integralBegin - _integralEnd));
            double x = InverseIntegral(area);
            double rank = Math.Clamp(Math.Floor(x + 0.5), 1, _count);
            if (rank - x <= _takenAtOnce || area >= Integral(rank + 0.5) - Height(rank))
            {
                return (uint)rank - 1;
            }
        }
    }

    private double Height(double x) => Math.Exp(-_exponent * Math.Log(x));

    /// <summary>The integral of x⁻ˢ from 1: (x¹⁻ˢ − 1)/(1 − s), or ln x where s is 1.</summary>
    private double Integral(double x)
    {
        double log = Math.Log(x);
        return ExponentialOver(_oneMinusExponent * log) * log;
    }

    /// <summary>The x up to which the integral has a value; infinite beyond the integral's last value.</summary>
    private double InverseIntegral(double area)
    {
        double argument = _oneMinusExponent * area;
        return argument > -1 ? Math.Exp(LogarithmOver(argument) * area) : double.PositiveInfinity;
    }

    // (eᵗ − 1)/t and ln(1 + t)/t, of which one exponent uses the whole range of t around 0: the error of rounding w is
    // in both halves of the fraction and leaves it (Kahan, in the manual of the HP-15C).
    private static double ExponentialOver(double t)
    {
        double w = Math.Exp(t);
        return w == 1 ? 1 : (w - 1) / Math.Log(w);
    }

    private static double LogarithmOver(double t)
    {
        double w = 1 + t;
        return w == 1 ? 1 : Math.Log(w) / (w - 1);
    }
}
