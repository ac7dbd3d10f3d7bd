namespace PageEngine;

/// <content>Saving and restoring.</content>
public sealed partial record SharingOptions
{
    internal void Save(StateWriter writer)
    {
        writer.WriteNumber((ulong)Scope);
        writer.WriteNumber((ulong)Coverage);
        writer.WriteNumber((ulong)CleanScans);
        writer.WriteFlag(SmartScan);
        writer.WriteNumber((ulong)MaxSharers);
        writer.WriteFlag(UseZeroPages);
        writer.WriteFlag(MergeAcrossNodes);
        writer.WriteNumber((ulong)LargePages);
        writer.WriteNumber((ulong)HintCapacity);
        writer.WriteFixed(FingerprintSeed);
        writer.WriteNumber((ulong)FingerprintBits);
    }

    internal static SharingOptions Load(StateReader reader)
    {
        SharingOptions options = new()
        {
            Scope = (SharingScope)reader.ReadNumber((ulong)SharingScope.ZeroPagesOnly, "the sharing scope"),
            Coverage = (ScanCoverage)reader.ReadNumber((ulong)ScanCoverage.EveryPage, "the scan coverage"),
            CleanScans = (int)reader.ReadNumber(PageScanState.MaxCleanScans, "the clean scans"),
            SmartScan = reader.ReadFlag("smart scan"),
            MaxSharers = (int)reader.ReadNumber(int.MaxValue, "the most sharers"),
            UseZeroPages = reader.ReadFlag("the use of zero pages"),
            MergeAcrossNodes = reader.ReadFlag("merging across nodes"),
            LargePages = (LargePagePolicy)reader.ReadNumber((ulong)LargePagePolicy.Keep, "the policy of large pages"),
            HintCapacity = (int)reader.ReadNumber(int.MaxValue, "the room for hints"),
            FingerprintSeed = reader.ReadFixed(),
            FingerprintBits = (int)reader.ReadNumber(64, "the width of fingerprints"),
        };
        StateReader.Require(
            options.MaxSharers >= 2 && options.HintCapacity >= 1 && options.FingerprintBits >= 1,
            "a sharing option is too small");
        return options;
    }
}
