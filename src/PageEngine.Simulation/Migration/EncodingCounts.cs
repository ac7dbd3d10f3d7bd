namespace PageEngine.Simulation;

/// <summary>Counts of pages or bytes by the form in which pages crossed.</summary>
/// <param name="Raw">Whole pages.</param>
/// <param name="Zero">Pages of zeros.</param>
/// <param name="SameFilled">Pages that are one pattern of 8 bytes.</param>
/// <param name="Delta">Deltas to what was sent before.</param>
/// <param name="Compressed">Compressed pages.</param>
/// <param name="Reference">References to pages that the destination held.</param>
public readonly record struct EncodingCounts(
    ulong Raw, ulong Zero, ulong SameFilled, ulong Delta, ulong Compressed, ulong Reference)
{
    /// <summary>The sum.</summary>
    public ulong Total => Raw + Zero + SameFilled + Delta + Compressed + Reference;

    /// <summary>Adds form by form.</summary>
    /// <param name="left">Some counts.</param>
    /// <param name="right">Further counts.</param>
    public static EncodingCounts operator +(EncodingCounts left, EncodingCounts right) => new(
        left.Raw + right.Raw,
        left.Zero + right.Zero,
        left.SameFilled + right.SameFilled,
        left.Delta + right.Delta,
        left.Compressed + right.Compressed,
        left.Reference + right.Reference);

    /// <summary>Subtracts form by form.</summary>
    /// <param name="left">Some counts.</param>
    /// <param name="right">Counts that are in them.</param>
    public static EncodingCounts operator -(EncodingCounts left, EncodingCounts right) => new(
        left.Raw - right.Raw,
        left.Zero - right.Zero,
        left.SameFilled - right.SameFilled,
        left.Delta - right.Delta,
        left.Compressed - right.Compressed,
        left.Reference - right.Reference);

    /// <summary>What these pages would take as whole pages, in bytes, by form.</summary>
    internal EncodingCounts Whole => new(
        Raw << Page.Shift, Zero << Page.Shift, SameFilled << Page.Shift, Delta << Page.Shift, Compressed << Page.Shift,
        Reference << Page.Shift);

    internal EncodingCounts With(PageEncoding form, ulong more) => form switch
    {
        PageEncoding.Raw => this with { Raw = Raw + more },
        PageEncoding.Zero => this with { Zero = Zero + more },
        PageEncoding.SameFilled => this with { SameFilled = SameFilled + more },
        PageEncoding.Delta => this with { Delta = Delta + more },
        PageEncoding.Reference => this with { Reference = Reference + more },
        _ => this with { Compressed = Compressed + more },
    };

    internal void Save(StateWriter writer)
    {
        writer.Write(Raw);
        writer.Write(Zero);
        writer.Write(SameFilled);
        writer.Write(Delta);
        writer.Write(Compressed);
        writer.Write(Reference);
    }

    internal static EncodingCounts Load(StateReader reader) => new(
        reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
}
