namespace PageEngine.Simulation;

/// <summary>A converter of a quantity, for those who want to know which one.</summary>
internal interface IUnitConverter
{
    /// <summary>How the quantity stands in JSON.</summary>
    public UnitFormat Format { get; }
}
