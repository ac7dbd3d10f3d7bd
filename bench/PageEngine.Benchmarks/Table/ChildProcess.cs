using System.Reflection;

namespace PageEngine.Benchmarks.Table;

/// <summary>This program once more in a process of its own, for figures that must not see what ran before.</summary>
internal static class ChildProcess
{
    internal static PeerResult Run(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        string own = Assembly.GetExecutingAssembly().GetName().Name!;
        bool isHost = Path.GetFileNameWithoutExtension(program) != own;
        PeerResult result = isHost
            ? PeerRunner.RunProgram(program, [Path.Combine(AppContext.BaseDirectory, own + ".dll"), .. arguments])
            : PeerRunner.RunProgram(program, arguments);
        return result.Missing == null ? result : throw new WrongResultException(result.Missing);
    }
}
