namespace PageEngine.Cli.Transferring;

/// <summary>What <c>pageengine receive</c> was asked for.</summary>
internal sealed record ReceiveRequest
{
    internal required HostAndPort Listen { get; init; }

    internal string? KeyFile { get; init; }

    internal bool UsesTls { get; init; }

    internal string? CertificateFile { get; init; }

    internal string? CertificateKeyFile { get; init; }

    internal string? OutputFile { get; init; }

    internal string? RecordFile { get; init; }

    internal required ByteSize MaxMemory { get; init; }

    internal bool AllowsPostCopy { get; init; } = true;

    internal bool AsJson { get; init; }
}
