namespace PageEngine.Simulation.Tests;

public sealed class GuestBootTests
{
    [Fact]
    public void Boot_writes_the_kernel_and_leaves_the_rest_alone()
    {
        GuestUnderTest guest = new(pages: 100, kernel: 30);
        Assert.Equal((30ul, 70ul), (guest.Os.Statistics.Kernel, guest.Os.Statistics.Free));
        Assert.Equal(30, guest.Memory.Writes);
        Assert.All(Enumerable.Range(0, 30), page => Assert.NotEqual(PageToken.Zero, guest.Memory[(ulong)page]));
    }

    [Fact]
    public void A_guest_that_zeroes_its_memory_writes_all_of_it()
    {
        GuestUnderTest guest = new(pages: 100, kernel: 30, zeroes: true);
        Assert.Equal(100, guest.Memory.Writes);
        Assert.Equal(70ul, guest.Os.Statistics.Free);
        Assert.All(Enumerable.Range(30, 70), page => Assert.Equal(PageToken.Zero, guest.Memory[(ulong)page]));
    }

    [Fact]
    public void Boot_goes_in_steps_and_starts_again_where_it_failed()
    {
        PlainGuestMemory memory = new(100);
        GuestOsSpec spec = new() { Kernel = ByteSize.FromPages(30), KernelBytesPerPage = 0, ZeroMemoryAtBoot = true };
        GuestOs os = new(spec, new BalloonSpec(), memory, new RandomStream(1, "guest", "guest"));
        AccessOutcome outcome = default;
        Assert.False(os.BootStep(25, ref outcome));
        Assert.True(outcome.Succeeded);
        memory.HostFailureRate = 1;
        Assert.False(os.BootStep(25, ref outcome));
        Assert.Equal(AccessFailure.HostOutOfMemory, outcome.Failure);
        os.CheckInvariants();
        Assert.Equal((25, 105u, false), (memory.Writes, os.BootPagesLeft, os.IsBooted));
        memory.HostFailureRate = 0;
        int steps = 0;
        while (!os.BootStep(25, ref outcome))
        {
            os.CheckInvariants();
            steps++;
        }

        Assert.Equal((4, 100, 0u, true), (steps, memory.Writes, os.BootPagesLeft, os.IsBooted));
    }

    [Theory]
    [InlineData(0.7, "red", "red", 700)]
    [InlineData(1, "red", "red", 1000)]
    [InlineData(0, "red", "red", 0)]
    [InlineData(0.7, "red", "blue", 0)]
    [InlineData(0.7, null, null, 0)]
    public void Guests_of_one_image_hold_the_same_system_pages(
        double share, string? first, string? second, int expected)
    {
        PageToken[] one = KernelOf("one", first, share);
        PageToken[] two = KernelOf("two", second, share);
        Assert.Equal(expected, one.Zip(two).Count(pair => pair.First == pair.Second));
        Assert.Equal(2000 - expected, one.Concat(two).Distinct().Count());
    }

    [Fact]
    public void The_rest_of_an_image_is_on_the_disks_of_its_guests_too()
    {
        GuestContent one = new("image", 0.25, own: 1);
        GuestContent two = new("image", 0.25, own: 2);
        uint[] files = [.. Enumerable.Range(0, 4000).Select(i => (uint)i)];
        Assert.Equal(1000, files.Count(file => one.OfFile(file) == two.OfFile(file)));
        Assert.DoesNotContain(files, file => one.OfFile(file) == one.OfKernel(file));
    }

    private static PageToken[] KernelOf(string name, string? image, double share)
    {
        PlainGuestMemory memory = new(1000);
        GuestOsSpec spec = new() { Kernel = ByteSize.FromPages(1000), KernelBytesPerPage = 0, Image = image, ImageShare = share };
        GuestOs os = new(spec, new BalloonSpec(), memory, new RandomStream(1, name, "guest"));
        AccessOutcome outcome = default;
        Assert.True(os.Boot(ref outcome));
        return [.. Enumerable.Range(0, 1000).Select(page => memory[(ulong)page])];
    }
}
